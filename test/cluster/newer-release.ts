import { registerHooks } from 'node:module';

/**
 * Makes the program that loads this first (`node --import`) the next release: its list of
 * migrations is that of `newer-migrations.ts`, which has one more.
 */
const known = new URL('../../packages/server/src/database/migrations/index.ts', import.meta.url)
  .href;
const newer = new URL('newer-migrations.ts', import.meta.url).href;

registerHooks({
  resolve(specifier, context, next) {
    const found = next(specifier, context);
    const isWanted = found.url === known && context.parentURL !== newer;
    return isWanted ? { ...found, url: newer } : found;
  },
});
