import type { Family } from '../runner/types.ts';
import { hubSdk } from './hub-sdk.ts';
import { trainyardRun } from './trainyard-run.ts';
import { ultralyticsHub } from './ultralytics-hub.ts';
import { ultralyticsPlatform, ultralyticsPlatformOnBucket } from './ultralytics-platform.ts';

/** Every client that the hub must serve, unmodified; each family has a table of its own. */
export const FAMILIES: readonly Family[] = [
  hubSdk,
  ultralyticsHub,
  ultralyticsPlatform,
  ultralyticsPlatformOnBucket,
  trainyardRun,
];
