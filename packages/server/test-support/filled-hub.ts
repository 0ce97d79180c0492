import assert from 'node:assert/strict';
import { TestHub } from './test-hub.ts';

/** A hub on its own disk and SQLite, whatever the other tests use. */
export function embeddedHub(): Promise<TestHub> {
  return TestHub.start({ databaseUrl: undefined, blobsUrl: undefined });
}

/** Somebody's key, and what they can ask for. */
export interface Filled {
  readonly keys: readonly string[];
  readonly models: readonly string[];
  readonly projects: readonly string[];
}

/** Gives a hub two accounts with a project, models, metrics, checkpoints, files and logs. */
export async function fillHub(hub: TestHub): Promise<Filled> {
  const { key } = await hub.member('ada@example.org');
  const keys = [hub.key, key];
  const models: string[] = [];
  const projects: string[] = [];
  for (const [index, own] of keys.entries()) {
    const project = await hub.request('POST', '/v1/projects', {
      key: own,
      body: { meta: { name: `Animals ${index}` } },
    });
    const projectId = project.body.data.id;
    projects.push(projectId);
    for (const name of ['cats', 'dogs']) {
      const body = { name, projectId, description: 'A “quoted” – text\u0000, with \n all in it' };
      const made = await hub.request('POST', '/v1/models', { key: own, body });
      const id: string = made.body.data.id;
      models.push(id);
      await fillModel(hub, own, id);
    }
    const { body } = await hub.request('POST', '/v1/models', {
      key: own,
      body: { name: 'child', projectId, lineage: { parent: { id: models.at(-1) } } },
    });
    models.push(body.data.id);
  }
  // What is derived from metrics comes a moment after them; whoever stops a hub waits for it.
  await hub.restart();
  return { keys, models, projects };
}

async function fillModel(hub: TestHub, key: string, id: string): Promise<void> {
  const metrics = Object.fromEntries(
    Array.from({ length: 30 }, (_, epoch) => [epoch, { loss: 1 / (epoch + 3), map: epoch / 30 }]),
  );
  const text = JSON.stringify({ metrics, type: 'metrics' }).replace('"loss":0.25', '"loss":NaN');
  const sent = await hub.request('POST', `/v1/models/${id}`, { key, body: text });
  assert.equal(sent.status, 200, JSON.stringify(sent.body));
  for (const epoch of [10, 20]) {
    await hub.upload(
      `/v1/models/${id}/upload`,
      { epoch: String(epoch), isBest: 'True', type: 'epoch' },
      { name: 'last.pt', content: new TextEncoder().encode(`weights ${epoch} of ${id}`) },
      { key },
    );
  }
  await hub.upload(
    `/app/v1/models/${id}/files`,
    {},
    { name: 'plot.txt', content: new TextEncoder().encode('the same plot for all') },
    { key },
  );
  await hub.request('POST', `/app/v1/models/${id}/events`, {
    key,
    body: {
      sessionId: 'session-1',
      console: [{ n: 0, at: 1000, stream: 'stdout', text: 'hello' }],
      system: [{ at: 2000, values: { cpu: 50 } }],
      environment: { hostname: 'box' },
    },
  });
  await hub.request('PATCH', `/app/v1/models/${id}`, {
    key,
    body: { tags: ['a', 'b'], notes: 'noted' },
  });
}

/** All that a hub answers about what it was filled with, without links, which differ each time. */
export async function answersOf(hub: TestHub, { keys, models, projects }: Filled) {
  const answers: Record<string, unknown> = {};
  for (const [index, key] of keys.entries()) {
    const ask = async (path: string) => {
      const { status, body } = await hub.request('GET', path, { key });
      answers[`${index} ${path}`] = [status, withoutLinks(body, hub.url)];
      return body;
    };
    await ask('/app/v1/me');
    await ask('/app/v1/api-keys').then(() => {});
    await ask('/app/v1/models');
    await ask('/app/v1/storage');
    await ask('/v1/projects');
    for (const id of projects) await ask(`/app/v1/projects/${id}`);
    for (const id of models) {
      for (const path of ['', '/metrics']) await ask(`/v1/models/${id}${path}`);
      for (const path of ['', '/series', '/console', '/system', '/files']) {
        await ask(`/app/v1/models/${id}${path}`);
      }
      const list = await ask(`/app/v1/models/${id}/checkpoints`);
      for (const { url, sha256 } of list.items ?? []) {
        const { status, body } = await hub.request('GET', url, { key: null });
        answers[`${index} ${sha256}`] = [status, body];
      }
    }
  }
  return answers;
}

function withoutLinks(body: unknown, origin: string): unknown {
  const text = JSON.stringify(body, (name, value) =>
    ['requestId', 'lastUsedAt', 'url', 'weights', 'resume', 'weightsUrl', 'imageUrl'].includes(name)
      ? value === null
      : value,
  );
  // PostgreSQL keeps no NUL: the sign for an unreadable character stands in its place.
  return JSON.parse(text.replaceAll(origin, '').replaceAll('\\u0000', '\uFFFD'));
}
