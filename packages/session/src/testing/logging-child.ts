/**
 * A trainer that does nothing but log, until somebody kills it: `HUB KEY MODEL SPOOL FIRST_EPOCH`.
 * Writes `EPOCH VALUE` for every epoch whose promise has resolved.
 */
import { writeSync } from 'node:fs';
import { openSession } from '../session/open-session.ts';

const [hub, apiKey, model, spool, first] = process.argv.slice(2) as [
  string,
  string,
  string,
  string,
  string,
];
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
  writeSync(1, `${epoch} ${value}\n`);
}
