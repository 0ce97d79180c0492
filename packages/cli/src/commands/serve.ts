import type { HubOptions } from '@trainyard/server';
import { type Command, Option } from 'commander';
import { howToTrain, whereItRuns } from '../how-to-train.ts';

/** Time for what is under way when the hub is told to stop, in milliseconds. */
const STOP_MS = 10_000;

/** `trainyard serve`: each flag has a variable of the same name. */
export function registerServe(program: Command): void {
  program
    .command('serve')
    .description('Run the hub.')
    .addOption(option('--host <address>', 'HOST', 'address to listen at (default: 127.0.0.1)'))
    .addOption(
      option('--port <port>', 'PORT', 'port; 0 picks a free one (default: 8787)').argParser(Number),
    )
    .addOption(
      option('--url <origin>', 'URL', 'public origin in every link (default: http://HOST:PORT)'),
    )
    .addOption(option('--data <folder>', 'DATA', 'data folder (default: ./trainyard-data)'))
    .addOption(option('--database-url <url>', 'DATABASE_URL', 'postgres://… instead of SQLite'))
    .addOption(
      option('--blobs-url <url>', 'BLOBS_URL', 's3://bucket/prefix?… instead of the data folder'),
    )
    .addOption(
      option('--api-key <key>', 'API_KEY', "the owner's API key, 42 hexadecimal characters"),
    )
    .addOption(
      option(
        '--owner-email <email>',
        'OWNER_EMAIL',
        "the owner's account (default: owner@localhost)",
      ),
    )
    .addOption(option('--owner-password <password>', 'OWNER_PASSWORD', "the owner's password"))
    .addOption(
      option('--max-upload <bytes>', 'MAX_UPLOAD', 'largest upload (default: 16 GiB)').argParser(
        Number,
      ),
    )
    .addOption(
      option(
        '--log-level <level>',
        'LOG_LEVEL',
        'fatal, error, warn, info, debug or trace (default: warn)',
      ),
    )
    .addOption(
      option(
        '--trust-proxy <networks>',
        'TRUST_PROXY',
        'proxies whose X-Forwarded-For is believed, e.g. loopback or 10.0.0.0/8',
      ),
    )
    .addOption(option('--oidc-issuer <url>', 'OIDC_ISSUER', 'sign-in by OpenID Connect: issuer'))
    .addOption(option('--oidc-client-id <id>', 'OIDC_CLIENT_ID', 'what it knows this hub by'))
    .addOption(option('--oidc-client-secret <secret>', 'OIDC_CLIENT_SECRET', 'its secret'))
    .addOption(option('--smtp-url <url>', 'SMTP_URL', 'mail server, smtp://user:password@host'))
    .addOption(option('--mail-from <sender>', 'MAIL_FROM', 'sender of e-mail'))
    .addOption(
      option(
        '--private-webhooks <choice>',
        'PRIVATE_WEBHOOKS',
        'whether webhooks may go to private addresses: allow or refuse (default: refuse)',
      ),
    )
    .addOption(
      option('--metrics-token <token>', 'METRICS_TOKEN', 'opens /metrics to this Bearer token'),
    )
    .addOption(
      new Option('--otlp-endpoint <url>', 'where OpenTelemetry traces go (OTLP over HTTP)').env(
        'OTEL_EXPORTER_OTLP_ENDPOINT',
      ),
    )
    .action(serve);
}

function option(flags: string, variable: string, description: string): Option {
  return new Option(flags, description).env(`TRAINYARD_${variable}`);
}

async function serve(options: HubOptions): Promise<void> {
  // Loaded only here: it takes a second, which the other verbs need not.
  const server = await import('@trainyard/server');
  const operators = [
    server.InvalidOptionError,
    server.FolderInUseError,
    server.StorageStartError,
    server.DatabaseUnavailableError,
    server.MoveUnfinishedError,
  ];
  try {
    const hub = await server.createHub(options);
    // Before anything is printed: whoever reads the URL may stop the hub right away.
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      process.once(signal, () => void hub.close(STOP_MS).then(() => process.exit(0)));
    }
    process.stdout.write(whereItRuns(hub.url));
    const path = await hub.signInPath();
    process.stdout.write(
      howToTrain({
        url: hub.url,
        newKey: hub.apiKey,
        signInLink: path === undefined ? undefined : hub.url + path,
      }),
    );
  } catch (error) {
    const isKnown = operators.some((kind) => error instanceof kind);
    if (!isKnown && !isOperatorsError(error)) throw error;
    process.stderr.write(`trainyard: ${(error as Error).message}\n`);
    process.exitCode = 1;
  }
}

/** What whoever started the hub can mend: a sentence helps them, a stack trace does not. */
function isOperatorsError(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException | undefined)?.code ?? '';
  return ['EADDRINUSE', 'EACCES', 'EADDRNOTAVAIL', 'ENOSPC', 'EROFS', 'ECONNREFUSED'].includes(
    code,
  );
}
