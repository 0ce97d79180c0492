import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { PersonReply, SignInLinkReply } from '@trainyard/protocol';
import { useState } from 'react';
import { Button } from '../../components/button.tsx';
import { CodeBlock } from '../../components/code-block.tsx';
import { Confirm } from '../../components/confirm.tsx';
import { ErrorText } from '../../components/error-text.tsx';
import { Failed, Loading } from '../../components/states.tsx';
import { formText } from '../../lib/form-text.ts';
import { useSubmit } from '../../lib/use-submit.ts';
import { invite, peopleQuery, removePerson, resetPassword } from './people-queries.ts';
import { PeopleTable } from './people-table.tsx';
import { StorageLimit } from './storage-limit.tsx';

interface Asking {
  readonly what: 'reset' | 'remove' | 'storage';
  readonly person: PersonReply;
}

/** Who has an account on this hub: invite, let in again, remove. */
export function People() {
  const client = useQueryClient();
  const people = useQuery(peopleQuery);
  const [link, setLink] = useState<{ name: string } & SignInLinkReply>();
  const [asking, setAsking] = useState<Asking>();
  const refresh = () => client.invalidateQueries({ queryKey: ['people'] });
  const { error, onSubmit } = useSubmit(async (form) => {
    const [email, name] = [formText(form, 'email'), formText(form, 'name')];
    setLink({ name: name || email, ...(await invite(email, name)) });
    await refresh();
  });
  const person = asking?.person;
  return (
    <div className="stack">
      <form className="card stack" onSubmit={onSubmit}>
        <h2>Invite somebody</h2>
        <div className="row bottom">
          <div className="field grow">
            <label htmlFor="invite-email">E-mail</label>
            <input className="input" id="invite-email" name="email" type="email" required />
          </div>
          <div className="field grow">
            <label htmlFor="invite-name">Name</label>
            <input className="input" id="invite-name" name="name" maxLength={256} />
          </div>
          <Button look="primary" type="submit">
            Invite
          </Button>
        </div>
        <p className="muted small">
          You get a link to pass on; a hub that sends e-mail sends it too. They have models,
          datasets and keys of their own, and see those of others that are shared.
        </p>
        <ErrorText error={error} />
        {link && (
          <div className="notice good" role="status">
            <strong>
              For {link.name}: works once, within a day{link.mailed && ', and sent by e-mail'}
            </strong>
            <CodeBlock label="Sign-in link" code={link.url} />
          </div>
        )}
      </form>
      {people.error ? (
        <Failed error={people.error} retry={() => void people.refetch()} />
      ) : people.data ? (
        <PeopleTable
          people={people.data.items}
          onReset={(one) => setAsking({ what: 'reset', person: one })}
          onStorage={(one) => setAsking({ what: 'storage', person: one })}
          onRemove={(one) => setAsking({ what: 'remove', person: one })}
        />
      ) : (
        <Loading lines={3} label="Loading people" />
      )}
      <StorageLimit
        person={asking?.what === 'storage' ? person : undefined}
        onClose={() => setAsking(undefined)}
      />
      <Confirm
        title={`Reset the password of ${person?.name ?? ''}?`}
        open={asking?.what === 'reset'}
        onClose={() => setAsking(undefined)}
        action="Reset password"
        onConfirm={async () => {
          setLink({ name: person!.name, ...(await resetPassword(person!.id)) });
          await refresh();
        }}
      >
        <p>
          They are signed out everywhere and need the link that you get. Their API keys go on
          working, so their trainings do.
        </p>
      </Confirm>
      <Confirm
        title={`Remove ${person?.name ?? ''}?`}
        open={asking?.what === 'remove'}
        onClose={() => setAsking(undefined)}
        action="Remove"
        onConfirm={async () => {
          await removePerson(person!.id);
          await refresh();
        }}
      >
        <p>
          Their account, keys and sessions end. Their models, projects and datasets become yours.
        </p>
      </Confirm>
    </div>
  );
}
