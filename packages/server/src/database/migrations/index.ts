import type { Migration } from 'kysely/migration';
import { foundation } from './0001-foundation.ts';

/** What migrations may ask of the engine they run on. */
export interface EngineTraits {
  readonly engine: 'sqlite' | 'postgres';
}

/** Every migration, in order. Never edit one that has been released: add the next. */
export function allMigrations(traits: EngineTraits): Record<string, Migration> {
  return {
    '0001-foundation': foundation(traits),
  };
}
