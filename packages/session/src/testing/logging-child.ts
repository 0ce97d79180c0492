/**
 * A trainer that does nothing but log, until somebody kills it:
 * `HUB KEY MODEL SPOOL FIRST_EPOCH JOURNAL`. Appends `EPOCH VALUE` to the journal for every epoch
 * whose promise has resolved.
 */
import { openSync, writeSync } from 'node:fs';
import { openSession } from '../session/open-session.ts';

const [hub, apiKey, model, spool, first, journal] = process.argv.slice(2) as [
  string,
  string,
  string,
  string,
  string,
  string,
];
const output = openSync(journal, 'a');
writeSync(1, 'started\n');
const session = await openSession(model, {
  hub,
  apiKey,
  spool,
  sendInterval: 20,
  environment: false,
  onWarning: () => undefined,
});
for (let epoch = Number(first); ; epoch++) {
  const value = Math.random();
  await session.logMetrics(epoch, { value, epoch });
  writeSync(output, `${epoch} ${value}\n`);
}
