import type { PersonReply } from '@trainyard/protocol';
import { Button } from '../../components/button.tsx';
import { TimeAgo } from '../../components/time-ago.tsx';

export interface PeopleTableProps {
  readonly people: readonly PersonReply[];
  readonly onReset: (person: PersonReply) => void;
  readonly onStorage: (person: PersonReply) => void;
  readonly onRemove: (person: PersonReply) => void;
}

/** Everybody with an account. */
export function PeopleTable({ people, onReset, onStorage, onRemove }: PeopleTableProps) {
  return (
    <div className="card flush table-wrap">
      <table className="table">
        <thead>
          <tr>
            <th scope="col">Person</th>
            <th scope="col" className="end hide-narrow">
              Models
            </th>
            <th scope="col" className="hide-narrow">
              Since
            </th>
            <th scope="col">
              <span className="visually-hidden">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {people.map((person) => (
            <tr key={person.id}>
              <td className="anywhere">
                {person.name} {person.role === 'owner' && <span className="tag">owner</span>}
                {!person.hasPassword && person.role !== 'owner' && (
                  <span className="tag">no password yet</span>
                )}
                <div className="muted small">{person.email}</div>
              </td>
              <td className="end number hide-narrow">{person.models.toLocaleString('en')}</td>
              <td className="small hide-narrow">
                <TimeAgo time={person.createdAt} />
              </td>
              <td className="actions">
                <Button
                  small
                  onClick={() => onStorage(person)}
                  aria-label={`Storage of ${person.name}`}
                >
                  Storage
                </Button>{' '}
                {person.role !== 'owner' && (
                  <>
                    <Button
                      small
                      onClick={() => onReset(person)}
                      aria-label={`Reset the password of ${person.name}`}
                    >
                      Reset
                    </Button>{' '}
                    <Button
                      small
                      look="danger"
                      onClick={() => onRemove(person)}
                      aria-label={`Remove ${person.name}`}
                    >
                      Remove
                    </Button>
                  </>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
