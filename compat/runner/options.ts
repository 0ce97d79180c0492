import { parseArgs } from 'node:util';

export const USAGE = `Runs the real Python clients against a Trainyard hub and prints what works.

  node compat/run.ts [options]

  --url URL            a hub that is already running (default: one is started for this run)
  --key KEY            an API key of it, with full scope
  --email, --password  an account of it; without them signing in by password is not tried
  --blobs-url URL      s3://…, where the hub of this run keeps its files; then only the clients for that
  --only WORD          only clients whose name has this word, e.g. 'hub-sdk' or '8.4.114'; repeatable
  --case WORD          only cases whose name has this word; repeatable
  --markdown FILE      write the matrix there as well
  --prepare            install what the clients need, and stop
`;

export interface Options {
  readonly url: string | undefined;
  readonly key: string | undefined;
  readonly blobsUrl: string | undefined;
  readonly email: string | undefined;
  readonly password: string | undefined;
  readonly only: readonly string[];
  readonly cases: readonly string[];
  readonly markdown: string | undefined;
  readonly prepare: boolean;
  readonly help: boolean;
}

export function parseOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      url: { type: 'string' },
      key: { type: 'string' },
      'blobs-url': { type: 'string' },
      email: { type: 'string' },
      password: { type: 'string' },
      only: { type: 'string', multiple: true, default: [] },
      case: { type: 'string', multiple: true, default: [] },
      markdown: { type: 'string' },
      prepare: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.url && !values.key) throw new Error('--url needs --key, an API key of that hub');
  return {
    url: values.url,
    key: values.key,
    blobsUrl: values['blobs-url'],
    email: values.email,
    password: values.password,
    only: values.only,
    cases: values.case,
    markdown: values.markdown,
    prepare: values.prepare,
    help: values.help,
  };
}
