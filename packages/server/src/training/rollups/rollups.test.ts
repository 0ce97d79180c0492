import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { TestDatabase } from '../../../test-support/test-database.ts';
import { LiveBus } from '../../live/live-bus.ts';
import { MetricsIngest } from '../ingest-metrics.ts';
import { createModel } from '../models.ts';
import { readChart } from '../read-chart.ts';
import { resetModel } from '../reset-model.ts';
import { extendRollups, MOST_UNROLLED } from './build-rollups.ts';
import { type Column, readColumns } from './read-columns.ts';
import { RollupKeeper } from './rollup-keeper.ts';
import { levelsUpTo, planReading } from './rollup-levels.ts';

let stored: TestDatabase;
let ingest: MetricsIngest;
let keeper: RollupKeeper;
let live: LiveBus;
before(async () => {
  stored = await TestDatabase.open();
  live = new LiveBus();
  ingest = new MetricsIngest(stored.database, live);
  keeper = new RollupKeeper(stored.database, live);
});
after(async () => {
  await keeper.stop();
  await stored[Symbol.asyncDispose]();
});

type Points = Map<number, number | null>;

/** The same numbers at every run, so that a failure can be looked into. */
function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

async function newModel(): Promise<string> {
  return (await createModel(stored.database, stored.owner, { meta: { name: 'm' } })).id;
}

/** Sends points through the ingest, so many epochs a call, and notes them. */
async function send(
  modelId: string,
  points: Points,
  values: readonly (readonly [number, number | null])[],
  attempt = 1,
) {
  for (let at = 0; at < values.length; at += 5000) {
    const epochs = values
      .slice(at, at + 5000)
      .map(([epoch, value]) => ({ epoch, names: ['a'], values: [value] }));
    await ingest.add({ modelId, epochs, attempt });
    for (const [epoch, value] of values.slice(at, at + 5000)) points.set(epoch, value);
  }
}

const series = (modelId: string, attempt = 1) =>
  stored.database.db
    .selectFrom('series')
    .selectAll()
    .where('model_id', '=', modelId)
    .where('attempt', '=', attempt)
    .executeTakeFirstOrThrow();

async function roll(modelId: string) {
  for (const { id } of await stored.database.db
    .selectFrom('series')
    .select('id')
    .where('model_id', '=', modelId)
    .execute()) {
    while (await extendRollups(stored.database, modelId, id));
  }
}

/** What points come to by columns of a width, the slow and obvious way. */
function expected(points: Points, from: number, until: number, width: number) {
  const columns = new Map<
    number,
    { step: number; low: number | null; high: number | null; odd: number }
  >();
  const within = [...points].filter(([step]) => step >= from && step < until);
  for (const [step, value] of within.sort(([a], [b]) => a - b)) {
    const place = Math.floor(step / width);
    const column = columns.get(place) ?? { step, low: null, high: null, odd: 0 };
    columns.set(place, column);
    if (value === null || !Number.isFinite(value)) column.odd++;
    else {
      column.low = Math.min(column.low ?? value, value);
      column.high = Math.max(column.high ?? value, value);
    }
  }
  return [...columns].map(([place, column]) => ({ place, ...column }));
}

const withoutTime = ({ at, ...column }: Column) => {
  assert.ok(at > 0);
  return column;
};

/** Every level against the points, and windows of many sizes against them. */
async function check(modelId: string, points: Points, random: () => number, attempt = 1) {
  const { db } = stored.database;
  const { id, rolled_to: rolledTo, rollup_exponent: finest } = await series(modelId, attempt);
  const rows = await db
    .selectFrom('rollups')
    .selectAll()
    .where('series_id', '=', id)
    .orderBy('exponent')
    .orderBy('block')
    .execute();
  const levels = rolledTo === 0 ? [] : levelsUpTo(finest, rolledTo);
  const wanted = levels.flatMap((exponent) => {
    const length = 2 ** exponent;
    return expected(points, 0, Math.floor(rolledTo / length) * length, length).map((column) => ({
      exponent,
      ...column,
    }));
  });
  const have = rows.map(({ exponent, block: place, step, low, high, odd }) => ({
    exponent,
    place,
    step,
    low,
    high,
    odd,
  }));
  assert.deepEqual(have, wanted);

  const last = Math.max(...points.keys());
  for (let round = 0; round < 25; round++) {
    const span = Math.ceil((last + 1) * random() ** 4);
    const from = round === 0 ? 0 : Math.floor(random() * (last + 1 - span));
    const until = round === 0 ? last + 1 : from + span;
    const window = { from, until, columns: 2 + Math.floor(random() * 300), rolledTo, finest };
    const { width } = planReading(window);
    const columns = await readColumns(db, id, window);
    assert.ok(columns.length <= window.columns, `${columns.length} of ${window.columns}`);
    assert.deepEqual(
      columns.map(withoutTime),
      expected(points, from, until, width).map(({ place, ...column }) => column),
      JSON.stringify(window),
    );
  }
}

function someValue(random: () => number): number | null {
  const choice = random();
  if (choice < 0.02) return Number.NaN;
  if (choice < 0.03) return Number.POSITIVE_INFINITY;
  if (choice < 0.04) return Number.NEGATIVE_INFINITY;
  if (choice < 0.05) return null;
  return (random() - 0.5) * 10 ** Math.floor(random() * 6);
}

/** Steps as trainers send them: one after the other, with gaps, or far apart. */
function someSteps(random: () => number, count: number, gap: number, start: number): number[] {
  const steps: number[] = [];
  for (let step = start; steps.length < count; ) {
    steps.push(step);
    step += random() < 0.001 ? gap * 5000 : 1 + Math.floor(random() * (gap * 2 - 1));
  }
  return steps;
}

function shuffled<Item>(random: () => number, items: readonly Item[]): Item[] {
  return items
    .map((item) => ({ item, key: random() }))
    .sort((a, b) => a.key - b.key)
    .map(({ item }) => item);
}

describe('rollups', () => {
  const cases = [
    { name: 'one step after the other', gap: 1, start: 0, order: 'up' },
    { name: 'backwards', gap: 1, start: 0, order: 'down' },
    { name: 'in any order, with gaps', gap: 3, start: 0, order: 'any' },
    { name: 'far apart and far from 0', gap: 900, start: 1_700_000_000, order: 'up' },
  ];
  for (const [seed, { name, gap, start, order }] of cases.entries()) {
    it(`say what the points say, sent ${name}, overwritten and sent again`, async () => {
      const random = seededRandom(seed + 1);
      const modelId = await newModel();
      const points: Points = new Map();
      const steps = someSteps(random, 40_000, gap, start);
      if (order === 'down') steps.reverse();
      const values = (order === 'any' ? shuffled(random, steps) : steps).map(
        (step) => [step, someValue(random)] as const,
      );
      await send(modelId, points, values.slice(0, 25_000));
      await roll(modelId);
      await check(modelId, points, random);
      // The rest, some of it below what has rollups already.
      await send(modelId, points, values.slice(25_000));
      await check(modelId, points, random);
      await roll(modelId);
      assert.ok((await series(modelId)).rolled_to > 0);
      const known = shuffled(random, steps);
      await send(
        modelId,
        points,
        known.slice(0, 300).map((step) => [step, someValue(random)]),
      );
      await check(modelId, points, random);
      await send(
        modelId,
        points,
        known.slice(0, 2000).map((step) => [step, points.get(step)!]),
      );
      await send(
        modelId,
        points,
        steps.slice(5000, 9000).map((step) => [step, someValue(random)]),
      );
      await roll(modelId);
      await check(modelId, points, random);
    });
  }

  it('keep the attempts of a model apart', async () => {
    const random = seededRandom(9);
    const modelId = await newModel();
    const [first, second]: [Points, Points] = [new Map(), new Map()];
    const steps = someSteps(random, 30_000, 1, 0);
    await send(
      modelId,
      first,
      steps.map((step) => [step, someValue(random)]),
    );
    await roll(modelId);
    await send(
      modelId,
      second,
      steps.slice(0, 20_000).map((step) => [step, someValue(random)]),
      2,
    );
    await check(modelId, second, random, 2);
    await roll(modelId);
    await check(modelId, first, random);
    await check(modelId, second, random, 2);
  });

  it('are not made of a short series, and a resend of a long one changes nothing', async () => {
    const modelId = await newModel();
    const points: Points = new Map();
    const line = Array.from({ length: MOST_UNROLLED + 1 }, (_, step) => [step, step] as const);
    await send(modelId, points, line.slice(0, MOST_UNROLLED));
    await roll(modelId);
    assert.equal((await series(modelId)).rolled_to, 0);
    await send(modelId, points, line.slice(MOST_UNROLLED));
    await roll(modelId);
    assert.ok((await series(modelId)).rolled_to > 0);
    const all = () => stored.database.db.selectFrom('points').selectAll().orderBy('step').execute();
    const before = await all();
    await send(modelId, points, line);
    assert.deepEqual(await all(), before);
  });

  it('are made by themselves while metrics come in, and used by a chart', async () => {
    const modelId = await newModel();
    const points: Points = new Map();
    const line = Array.from({ length: 30_000 }, (_, step) => [step, Math.sin(step)] as const);
    line[12_345] = [12_345, 99];
    await send(modelId, points, line);
    await keeper.settled();
    assert.ok((await series(modelId)).rolled_to >= 30_000 - MOST_UNROLLED - 16);
    const parts = { database: stored.database, rollups: keeper };
    const query = { model: [modelId], series: ['a'], columns: 100 };
    const { series: lines } = await readChart(parts, stored.owner, query);
    assert.equal(Math.max(...lines[0]!.high.map(Number)), 99);
    assert.ok(lines[0]!.step.length <= 100);
  });

  it('of points that were there before are made when somebody looks at them', async () => {
    const modelId = await newModel();
    const silent = new MetricsIngest(stored.database, new LiveBus());
    const epochs = Array.from({ length: 60_000 }, (_, epoch) => ({
      epoch,
      names: ['a'],
      values: [epoch],
    }));
    await silent.add({ modelId, epochs });
    const parts = { database: stored.database, rollups: keeper };
    await readChart(parts, stored.owner, { model: [modelId], series: ['a'] });
    await keeper.settled();
    assert.ok((await series(modelId)).rolled_to > 40_000);
  });

  it('go with a reset and with their model', async () => {
    const modelId = await newModel();
    const points: Points = new Map();
    await send(
      modelId,
      points,
      Array.from({ length: 20_000 }, (_, step) => [step, 1]),
    );
    await roll(modelId);
    const { id } = await series(modelId);
    const left = () =>
      stored.database.db
        .selectFrom('rollups')
        .select('block')
        .where('series_id', '=', id)
        .execute();
    assert.notEqual((await left()).length, 0);
    await resetModel({ database: stored.database, live }, stored.owner, modelId);
    assert.equal((await left()).length, 0);
  });
});
