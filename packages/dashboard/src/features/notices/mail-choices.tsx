import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button } from '../../components/button.tsx';
import { ErrorText } from '../../components/error-text.tsx';
import { Failed, Loading } from '../../components/states.tsx';
import { notify } from '../../lib/notify.ts';
import { useSubmit } from '../../lib/use-submit.ts';
import { EventChoice } from './event-choice.tsx';
import { formEvents } from './notice-events.ts';
import { choicesQuery, choose } from './notices-queries.ts';

/** What one is told of by e-mail, on a hub that sends any. */
export function MailChoices() {
  const client = useQueryClient();
  const { data, error, refetch } = useQuery(choicesQuery);
  const { error: problem, onSubmit } = useSubmit(async (form) => {
    client.setQueryData(choicesQuery.queryKey, await choose(formEvents(form)));
    notify('Saved');
  });
  if (error) return <Failed error={error} retry={() => void refetch()} />;
  if (!data) return <Loading lines={3} label="Loading what you are told of" />;
  return (
    // Made anew with what was saved.
    <form className="card stack" onSubmit={onSubmit} key={data.events.join()}>
      <h2>E-mail</h2>
      {data.mail ? (
        <>
          <EventChoice chosen={data.events} />
          <ErrorText error={problem} />
          <div>
            <Button type="submit">Save</Button>
          </div>
        </>
      ) : (
        <p className="muted">
          This hub sends no e-mail. Its operator turns that on by <code>TRAINYARD_SMTP_URL</code>.
        </p>
      )}
    </form>
  );
}
