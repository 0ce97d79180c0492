import { hubSdkCases } from '../cases/hub-sdk.ts';
import type { Client, Family } from '../runner/types.ts';

/** What every version of hub-sdk gets wrong by itself (read in both, run with both). */
const DEFECTS = {
  'users/get': 'hub-sdk: `Users.get_data` calls a method that only models have; the data is lost',
  'teams/list': 'hub-sdk: `team_list()` only raises "Coming Soon"; `TeamList` asks for datasets',
};

/** The oldest version that any `ultralytics` with a HUB client accepts. */
const OLDEST: Client = {
  name: '0.0.12',
  environment: { name: 'hub-sdk-0.0.12', packages: ['hub-sdk==0.0.12', 'requests==2.32.4'] },
  variables: {},
  defects: {
    ...DEFECTS,
    'heartbeat/goes on after a refusal':
      'hub-sdk before 0.0.25: one failed heartbeat ends the thread that sends them',
  },
  unsupported: {},
};

/** The last one; it also serves the cases as a helper around other clients. */
export const NEWEST_HUB_SDK: Client = {
  name: '0.0.25',
  environment: { name: 'hub-sdk-0.0.25', packages: ['hub-sdk==0.0.25', 'requests==2.32.4'] },
  variables: {},
  defects: DEFECTS,
  unsupported: {},
};

export const hubSdk: Family = {
  name: 'hub-sdk',
  clients: [OLDEST, NEWEST_HUB_SDK],
  cases: hubSdkCases,
};
