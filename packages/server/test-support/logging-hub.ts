import { createHub } from '../src/index.ts';

/** A hub that logs all it can to standard output, until its parent lets it go. */
const [data, apiKey] = process.argv.slice(2);
const hub = await createHub({ data, apiKey, port: 0, logLevel: 'trace' });
process.once('disconnect', () => void hub.close().then(() => process.exit(0)));
process.send!(hub.url);
