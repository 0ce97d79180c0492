import type { Migration } from 'kysely/migration';
import { foundation } from './0001-foundation.ts';
import { platform } from './0002-platform.ts';
import { dashboard } from './0003-dashboard.ts';
import { sessions } from './0004-sessions.ts';
import { rollups } from './0005-rollups.ts';
import { objectStorage } from './0006-object-storage.ts';
import { processes } from './0007-processes.ts';
import { modelFiles } from './0008-model-files.ts';
import { keeping } from './0009-keeping.ts';
import { modelAliases } from './0010-model-aliases.ts';
import { notices } from './0011-notices.ts';
import { lineage } from './0012-lineage.ts';
import { pointLog } from './0013-point-log.ts';
import { modelCounts } from './0014-model-counts.ts';

/** What migrations may ask of the engine they run on. */
export interface EngineTraits {
  readonly engine: 'sqlite' | 'postgres';
}

/** Every migration, in order. Never edit one that has been released: add the next. */
export function allMigrations(traits: EngineTraits): Record<string, Migration> {
  return {
    '0001-foundation': foundation(traits),
    '0002-platform': platform(),
    '0003-dashboard': dashboard(),
    '0004-sessions': sessions(),
    '0005-rollups': rollups(traits),
    '0006-object-storage': objectStorage(),
    '0007-processes': processes(traits),
    '0008-model-files': modelFiles(),
    '0009-keeping': keeping(),
    '0010-model-aliases': modelAliases(),
    '0011-notices': notices(),
    '0012-lineage': lineage(),
    '0013-point-log': pointLog(traits),
    '0014-model-counts': modelCounts(traits),
  };
}
