import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { EngineTraits } from './index.ts';

/**
 * People, keys, projects, datasets, models, metrics, checkpoints.
 *
 * Times are `bigint` milliseconds. `points` is clustered by its key where the engine can, so that
 * a range of one series is one sequential read.
 */
export function foundation({ engine }: EngineTraits): Migration {
  return {
    // biome-ignore lint/suspicious/noExplicitAny: a migration works on whatever schema it finds.
    async up(db: Kysely<any>) {
      await accounts(db);
      await catalogue(db);
      await training(db, engine);
      await observations(db);
    },
  };
}

// biome-ignore lint/suspicious/noExplicitAny: see above.
type AnyDatabase = Kysely<any>;

async function accounts(db: AnyDatabase): Promise<void> {
  await db.schema
    .createTable('user')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('email', 'text', (c) => c.notNull().unique())
    .addColumn('emailVerified', 'integer', (c) => c.notNull().defaultTo(0))
    .addColumn('image', 'text')
    .addColumn('username', 'text', (c) => c.notNull().unique())
    .addColumn('role', 'text', (c) => c.notNull())
    .addColumn('createdAt', 'text', (c) => c.notNull())
    .addColumn('updatedAt', 'text', (c) => c.notNull())
    .execute();
  await db.schema
    .createTable('session')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('userId', 'text', (c) => c.notNull().references('user.id').onDelete('cascade'))
    .addColumn('token', 'text', (c) => c.notNull().unique())
    .addColumn('expiresAt', 'text', (c) => c.notNull())
    .addColumn('ipAddress', 'text')
    .addColumn('userAgent', 'text')
    .addColumn('createdAt', 'text', (c) => c.notNull())
    .addColumn('updatedAt', 'text', (c) => c.notNull())
    .execute();
  await db.schema
    .createTable('account')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('userId', 'text', (c) => c.notNull().references('user.id').onDelete('cascade'))
    .addColumn('accountId', 'text', (c) => c.notNull())
    .addColumn('providerId', 'text', (c) => c.notNull())
    .addColumn('accessToken', 'text')
    .addColumn('refreshToken', 'text')
    .addColumn('idToken', 'text')
    .addColumn('accessTokenExpiresAt', 'text')
    .addColumn('refreshTokenExpiresAt', 'text')
    .addColumn('scope', 'text')
    .addColumn('password', 'text')
    .addColumn('createdAt', 'text', (c) => c.notNull())
    .addColumn('updatedAt', 'text', (c) => c.notNull())
    .execute();
  await db.schema
    .createTable('verification')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('identifier', 'text', (c) => c.notNull())
    .addColumn('value', 'text', (c) => c.notNull())
    .addColumn('expiresAt', 'text', (c) => c.notNull())
    .addColumn('createdAt', 'text', (c) => c.notNull())
    .addColumn('updatedAt', 'text', (c) => c.notNull())
    .execute();
  await index(db, 'session', ['userId']);
  await index(db, 'account', ['userId']);
  await index(db, 'verification', ['identifier']);
  await db.schema
    .createTable('settings')
    .addColumn('key', 'text', (c) => c.primaryKey())
    .addColumn('value', 'text', (c) => c.notNull())
    .execute();
  await db.schema
    .createTable('api_keys')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('user_id', 'text', (c) => c.notNull().references('user.id').onDelete('cascade'))
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('scope', 'text', (c) => c.notNull())
    .addColumn('hash', 'text', (c) => c.notNull().unique())
    .addColumn('prefix', 'text', (c) => c.notNull())
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addColumn('last_used_at', 'bigint')
    .addColumn('expires_at', 'bigint')
    .execute();
  await index(db, 'api_keys', ['user_id', 'created_at']);
}

function owned(db: AnyDatabase, table: string) {
  return db.schema
    .createTable(table)
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('owner_id', 'text', (c) => c.notNull().references('user.id').onDelete('cascade'))
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('slug', 'text', (c) => c.notNull())
    .addColumn('description', 'text', (c) => c.notNull().defaultTo(''))
    .addColumn('visibility', 'text', (c) => c.notNull())
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addColumn('updated_at', 'bigint', (c) => c.notNull())
    .addColumn('deleted_at', 'bigint');
}

async function catalogue(db: AnyDatabase): Promise<void> {
  await db.schema
    .createTable('blobs')
    .addColumn('hash', 'text', (c) => c.primaryKey())
    .addColumn('size', 'bigint', (c) => c.notNull())
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .execute();
  await owned(db, 'projects')
    .addColumn('image_hash', 'text', (c) => c.references('blobs.hash'))
    .addColumn('image_type', 'text')
    .execute();
  await owned(db, 'datasets')
    .addColumn('task', 'text')
    .addColumn('blob_hash', 'text', (c) => c.references('blobs.hash'))
    .addColumn('file_name', 'text')
    .addColumn('size', 'bigint')
    .addColumn('summary', 'text')
    .execute();
  await owned(db, 'models')
    .addColumn('project_id', 'text', (c) => c.references('projects.id').onDelete('set null'))
    .addColumn('dataset_id', 'text', (c) => c.references('datasets.id').onDelete('set null'))
    .addColumn('dataset_name', 'text')
    .addColumn('architecture', 'text', (c) => c.notNull())
    .addColumn('parent_name', 'text')
    .addColumn('parent_id', 'text')
    .addColumn('train_args', 'text', (c) => c.notNull())
    .addColumn('state', 'text', (c) => c.notNull())
    .addColumn('attempt', 'integer', (c) => c.notNull())
    .addColumn('agent_id', 'text')
    .addColumn('agent', 'text')
    .addColumn('last_heard_at', 'bigint')
    .addColumn('last_heard', 'text')
    .addColumn('disconnected_at', 'bigint')
    .addColumn('epochs_done', 'bigint', (c) => c.notNull())
    .addColumn('started_at', 'bigint')
    .addColumn('finished_at', 'bigint')
    .addColumn('cancel_requested_at', 'bigint')
    .addColumn('failure', 'text')
    .addColumn('tags', 'text', (c) => c.notNull().defaultTo('[]'))
    .addColumn('notes', 'text', (c) => c.notNull().defaultTo(''))
    .addColumn('pinned', 'integer', (c) => c.notNull().defaultTo(0))
    .execute();
  await unique(db, 'projects', ['owner_id', 'slug']);
  await unique(db, 'datasets', ['owner_id', 'slug']);
  await unique(db, 'models', ['owner_id', 'project_id', 'slug']);
  for (const table of ['projects', 'datasets', 'models']) {
    await index(db, table, ['owner_id', 'created_at', 'id']);
    await index(db, table, ['visibility', 'created_at', 'id']);
  }
  await index(db, 'models', ['project_id']);
  await index(db, 'models', ['dataset_id']);
  await index(db, 'models', ['state', 'last_heard_at']);
  await index(db, 'projects', ['image_hash']);
  await index(db, 'datasets', ['blob_hash']);
}

async function training(db: AnyDatabase, engine: EngineTraits['engine']): Promise<void> {
  await db.schema
    .createTable('attempts')
    .addColumn('model_id', 'text', (c) => c.notNull().references('models.id').onDelete('cascade'))
    .addColumn('attempt', 'integer', (c) => c.notNull())
    .addColumn('agent_id', 'text')
    .addColumn('agent', 'text')
    .addColumn('started_at', 'bigint', (c) => c.notNull())
    .addColumn('first_epoch', 'bigint')
    .addPrimaryKeyConstraint('attempts_key', ['model_id', 'attempt'])
    .execute();
  await db.schema
    .createTable('series')
    .addColumn('id', engine === 'sqlite' ? 'integer' : 'bigserial', (c) =>
      engine === 'sqlite' ? c.primaryKey().autoIncrement() : c.primaryKey(),
    )
    .addColumn('model_id', 'text', (c) => c.notNull().references('models.id').onDelete('cascade'))
    .addColumn('attempt', 'integer', (c) => c.notNull())
    .addColumn('name', 'text', (c) => c.notNull())
    .execute();
  await unique(db, 'series', ['model_id', 'name', 'attempt']);
  await db.schema
    .createTable('points')
    .addColumn('series_id', 'bigint', (c) => c.notNull())
    .addColumn('step', 'bigint', (c) => c.notNull())
    .addColumn('value', 'double precision')
    .addColumn('special', 'smallint', (c) => c.notNull())
    .addColumn('at', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('points_key', ['series_id', 'step'])
    .addForeignKeyConstraint('points_series', ['series_id'], 'series', ['id'], (c) =>
      c.onDelete('cascade'),
    )
    .$call((table) => (engine === 'sqlite' ? table.modifyEnd(sql`without rowid`) : table))
    .execute();
  await db.schema
    .createTable('checkpoints')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('model_id', 'text', (c) => c.notNull().references('models.id').onDelete('cascade'))
    .addColumn('attempt', 'integer', (c) => c.notNull())
    .addColumn('kind', 'text', (c) => c.notNull())
    .addColumn('epoch', 'bigint')
    .addColumn('is_best', 'integer', (c) => c.notNull())
    .addColumn('map', 'double precision')
    .addColumn('blob_hash', 'text', (c) => c.notNull().references('blobs.hash'))
    .addColumn('size', 'bigint', (c) => c.notNull())
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .execute();
  await index(db, 'checkpoints', ['model_id', 'created_at']);
  await index(db, 'checkpoints', ['blob_hash']);
}

async function observations(db: AnyDatabase): Promise<void> {
  const ofAttempt = (table: string) =>
    db.schema
      .createTable(table)
      .addColumn('model_id', 'text', (c) => c.notNull().references('models.id').onDelete('cascade'))
      .addColumn('attempt', 'integer', (c) => c.notNull());
  await ofAttempt('console_chunks')
    .addColumn('chunk', 'bigint', (c) => c.notNull())
    .addColumn('text', 'text', (c) => c.notNull())
    .addColumn('at', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('console_chunks_key', ['model_id', 'attempt', 'chunk'])
    .execute();
  await ofAttempt('system_samples')
    .addColumn('at', 'bigint', (c) => c.notNull())
    .addColumn('sample', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('system_samples_key', ['model_id', 'attempt', 'at'])
    .execute();
  await ofAttempt('model_records')
    .addColumn('kind', 'text', (c) => c.notNull())
    .addColumn('record', 'text', (c) => c.notNull())
    .addColumn('at', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('model_records_key', ['model_id', 'attempt', 'kind'])
    .execute();
}

function index(db: AnyDatabase, table: string, columns: string[]): Promise<void> {
  return db.schema.createIndex(indexName(table, columns)).on(table).columns(columns).execute();
}

function unique(db: AnyDatabase, table: string, columns: string[]): Promise<void> {
  const name = indexName(table, columns);
  return db.schema.createIndex(name).on(table).columns(columns).unique().execute();
}

function indexName(table: string, columns: string[]): string {
  return `${table}_by_${columns.join('_')}`;
}
