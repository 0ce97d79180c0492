import { firstRelease, ultralyticsHubCases } from '../cases/ultralytics-hub.ts';
import type { Client, Family } from '../runner/types.ts';

/** How a version opens a hub model. */
type OpensBy =
  /** `YOLO(HUB_WEB/models/ID)`, with the key saved or as `?api_key=KEY`: from 8.3. */
  | 'url'
  /** The same, but the key in it as `KEY_ID`: 8.0.60 to 8.2. */
  | 'key_id'
  /** `hub.start('KEY_ID')`: before. */
  | 'start';

interface Version {
  readonly version: string;
  readonly opensBy: OpensBy;
  /** Exact versions of what it imports beyond the shared layer. */
  readonly packages?: readonly string[];
  readonly bare?: readonly string[];
  readonly defects?: Readonly<Record<string, string>>;
  readonly unsupported?: Readonly<Record<string, string>>;
  readonly cases?: Client['cases'];
}

function ultralytics({ version, opensBy, packages = [], bare = [], ...more }: Version): Client {
  return {
    name: version,
    environment: {
      name: `ultralytics-${version}`,
      torch: true,
      packages,
      bare: [`ultralytics==${version}`, ...bare],
    },
    variables: {
      COMPAT_OPENS_BY: opensBy,
      COMPAT_LOGIN_WORDS: opensBy === 'url' ? 'login' : 'hub login',
    },
    defects: more.defects ?? {},
    unsupported: more.unsupported ?? {},
    ...(more.cases ? { cases: more.cases } : {}),
  };
}

/** The same reason for several operations. */
function because(reason: string, ...operations: string[]): Record<string, string> {
  return Object.fromEntries(operations.map((operation) => [operation, reason]));
}

const noLogin = because(
  'these have no login: the key is a part of what `hub.start` is given',
  'sign-in/wrong key',
  'sign-in/yolo login',
);
const noLocal = because(
  'until 8.0.200 a training belongs to the hub only when it was opened there',
  'local training/creates a model',
);
const trainedIsAnError = because(
  'until 8.2.0 opening a trained model is an error: "already trained and uploaded"',
  'weights/YOLO(url) predicts',
);
const vendorHost = because(
  "posts to the vendor's host, whatever ULTRALYTICS_HUB_API says",
  'export/501',
  'get-export/501',
  'reset/model is new again',
);

export const ultralyticsHub: Family = {
  name: 'ultralytics, HUB client',
  clients: [
    ultralytics({
      version: '8.0.0',
      opensBy: 'start',
      packages: ['ipython==8.12.3', 'hydra-core==1.3.2', 'GitPython==3.1.44'],
      cases: [firstRelease],
      defects: because(
        '8.0.0 trains `coco128.yaml` at 64 pixels, whatever the hub says',
        'train/to the end',
      ),
      unsupported: {
        ...noLogin,
        ...noLocal,
        ...trainedIsAnError,
        ...vendorHost,
        ...because(
          'it never trains what the hub says',
          'session/opens by a key in the address',
          'session/heartbeat',
          'train/metrics by epoch',
          'train/checkpoint',
          'kill -9/what was sent is kept',
          'resume/goes on after the checkpoint',
          'weights/are what was trained',
        ),
      },
    }),
    ultralytics({
      version: '8.0.35',
      opensBy: 'start',
      packages: ['ipython==8.12.3', 'tensorboard==2.19.0', 'sentry-sdk==2.33.0'],
      unsupported: {
        ...noLogin,
        ...noLocal,
        ...trainedIsAnError,
        ...vendorHost,
        ...because(
          '8.0.35 fails on its own arguments before it sends a periodic checkpoint',
          'train/checkpoint',
        ),
        ...because(
          '8.0.35 always begins at the first epoch',
          'resume/goes on after the checkpoint',
        ),
      },
    }),
    ultralytics({
      version: '8.0.200',
      opensBy: 'key_id',
      unsupported: { ...noLocal, ...trainedIsAnError },
    }),
    ultralytics({
      version: '8.1.0',
      opensBy: 'key_id',
      bare: ['hub-sdk==0.0.12'],
      defects: because(
        '8.1: a local training dies at its first periodic checkpoint (no attribute `model_file`)',
        'local training/creates a model',
      ),
      unsupported: trainedIsAnError,
    }),
    ultralytics({
      version: '8.2.0',
      opensBy: 'key_id',
      bare: ['hub-sdk==0.0.12'],
      unsupported: trainedIsAnError,
    }),
    ultralytics({ version: '8.3.241', opensBy: 'url', bare: ['hub-sdk==0.0.12'] }),
    ultralytics({
      version: '8.4.114',
      opensBy: 'url',
      bare: ['hub-sdk==0.0.25'],
      defects: because(
        '8.4.114 asks for links below ULTRALYTICS_PLATFORM_URL with the saved key alone: log in first',
        'session/opens by a key in the address',
      ),
    }),
  ],
  cases: ultralyticsHubCases,
};
