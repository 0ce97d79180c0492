import { sql } from 'kysely';
import { randomId } from '../src/accounts/random-id.ts';
import type { Database } from '../src/database/open-database.ts';

/** Adds a series of a model of its own. */
export async function addSeries({ db }: Database): Promise<{ id: number; model: string }> {
  const owner = randomId();
  const now = new Date().toISOString();
  await db
    .insertInto('user')
    .values({
      id: owner,
      name: owner,
      email: `${owner}@example.org`,
      username: owner,
      role: 'member',
      emailVerified: 1,
      image: null,
      createdAt: now,
      updatedAt: now,
    })
    .execute();
  const model = randomId();
  await sql`insert into models (id, owner_id, name, slug, visibility, created_at, updated_at,
    architecture, train_args, state, attempt, epochs_done) values (${model}, ${owner}, ${model},
    ${model}, 'private', 1, 1, 'yolov8n.yaml', '{}', 'new', 1, 0)`.execute(db);
  const { id } = await db
    .insertInto('series')
    .values({ model_id: model, attempt: 1, name: 'loss' })
    .returning('id')
    .executeTakeFirstOrThrow();
  return { id, model };
}
