import { type Command, Option } from 'commander';

/** Where the hub that is meant keeps its things: what `trainyard serve` is told too. */
export interface PlaceFlags {
  readonly data?: string;
  readonly databaseUrl?: string;
  readonly blobsUrl?: string;
}

/** Adds `--data`, `--database-url` and `--blobs-url`. */
export function withPlace(command: Command): Command {
  const option = (flags: string, variable: string, description: string) =>
    new Option(flags, description).env(`TRAINYARD_${variable}`);
  return command
    .addOption(option('--data <folder>', 'DATA', 'data folder (default: ./trainyard-data)'))
    .addOption(option('--database-url <url>', 'DATABASE_URL', 'postgres://… instead of SQLite'))
    .addOption(option('--blobs-url <url>', 'BLOBS_URL', 's3://… instead of the data folder'));
}

/** The parts of the place that the options mean, as `parsePlace` takes them. */
export function placeParts({ data, databaseUrl, blobsUrl }: PlaceFlags): string[] {
  const parts = [data ?? './trainyard-data', databaseUrl, blobsUrl];
  return parts.filter((part) => part !== undefined);
}
