import {
  beforePlatformUrl,
  lifecycleOnBucket,
  ultralyticsPlatformCases,
} from '../cases/ultralytics-platform.ts';
import type { Client, Family } from '../runner/types.ts';

/** What converting a dataset from NDJSON fetches its images with. */
const AIOHTTP = 'aiohttp==3.14.5';

interface Version extends Partial<Pick<Client, 'cases' | 'defects' | 'unsupported'>> {
  readonly version: string;
  readonly packages?: readonly string[];
  readonly bare?: readonly string[];
}

function ultralytics({ version, packages = [AIOHTTP], bare = [], ...more }: Version): Client {
  return {
    name: version,
    environment: {
      name: `platform-${version}`,
      torch: true,
      packages,
      bare: [`ultralytics==${version}`, ...bare],
    },
    variables: {},
    defects: {},
    unsupported: {},
    ...more,
  };
}

const VENDOR =
  "8.4.2 and older have the vendor's address written into them; no variable changes it";

const WITHOUT_HUB = 'the HUB integration is gone since 8.4.115';

export const ultralyticsPlatform: Family = {
  name: 'ultralytics, Platform callback',
  clients: [
    ultralytics({
      version: '8.4.2',
      packages: [],
      cases: [beforePlatformUrl],
      defects: { 'start/model and project by name': VENDOR },
      unsupported: Object.fromEntries(
        ultralyticsPlatformCases
          .flatMap((one) => one.operations)
          .filter((operation) => operation !== 'start/model and project by name')
          .map((operation) => [operation, VENDOR]),
      ),
    }),
    ultralytics({
      version: '8.4.3',
      bare: ['hub-sdk==0.0.12'],
      unsupported: {
        'stop/ends the training': 'until 8.4.14 nothing reads that the hub has cancelled',
        'stop/partial results kept': 'until 8.4.14 nothing reads that the hub has cancelled',
      },
    }),
    ultralytics({ version: '8.4.50', bare: ['hub-sdk==0.0.12'] }),
    ultralytics({ version: '8.4.114', bare: ['hub-sdk==0.0.25'] }),
    ultralytics({
      version: '8.4.190',
      packages: [AIOHTTP, 'ultralytics-platform==0.1.99'],
      unsupported: {
        'HUB integration/one model': WITHOUT_HUB,
        'resume/with the HUB integration beside it': WITHOUT_HUB,
      },
    }),
  ],
  cases: ultralyticsPlatformCases,
};

/** What uploads and downloads differently when the files lie in a bucket. */
export const ultralyticsPlatformOnBucket: Family = {
  name: 'ultralytics, Platform callback, files in a bucket',
  onBucket: true,
  // One that announces no checkpoint, and the newest, which does.
  clients: ultralyticsPlatform.clients
    .filter(({ name }) => ['8.4.50', '8.4.190'].includes(name))
    .map((client) => ({
      ...client,
      unsupported: Object.fromEntries(
        Object.entries(client.unsupported).filter(([operation]) =>
          lifecycleOnBucket.operations.includes(operation),
        ),
      ),
    })),
  cases: [lifecycleOnBucket],
};
