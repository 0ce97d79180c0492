import { trainyardRunCases } from '../cases/trainyard-run.ts';
import type { Client, Family } from '../runner/types.ts';
import { ultralyticsHub } from './ultralytics-hub.ts';
import { ultralyticsPlatform } from './ultralytics-platform.ts';

/** A version that another family has an environment for; here it knows of no hub at all. */
function alone(family: Family, name: string): Client {
  const { environment } = family.clients.find((client) => client.name === name)!;
  return { name, environment, variables: {}, defects: {}, unsupported: {} };
}

/** `trainyard run` around `yolo train` as it is. */
export const trainyardRun: Family = {
  name: 'trainyard run -- yolo train',
  clients: [alone(ultralyticsHub, '8.3.241'), alone(ultralyticsPlatform, '8.4.190')],
  cases: trainyardRunCases,
};
