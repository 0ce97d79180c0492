import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { cutUpload } from './testing/cut-upload.ts';
import { killHub } from './testing/kill-hub.ts';
import { killSessions } from './testing/kill-sessions.ts';
import { realHub } from './testing/real-hub.ts';
import { TcpProxy } from './testing/tcp-proxy.ts';
import { temporaryDirectory } from './testing/temporary-directory.ts';

/** Short here; `npm run test:soak` sets them to what the product promises. */
const SESSION_KILLS = Number(process.env['SOAK_SESSION_KILLS'] ?? 12);
const HUB_KILLS = Number(process.env['SOAK_HUB_KILLS'] ?? 3);
const UPLOAD_BYTES = Number(process.env['SOAK_UPLOAD_BYTES'] ?? 96 * 1024 * 1024);
const UPLOAD_CUTS = Number(process.env['SOAK_UPLOAD_CUTS'] ?? 6);

test(`${SESSION_KILLS} kill -9 of a session lose and double nothing`, async (t) => {
  await using directory = await temporaryDirectory();
  await using real = await realHub();
  const spool = join(directory.path, 'spool');
  const { client } = real;
  const count = await killSessions({ client, hub: client.hub, spool, kills: SESSION_KILLS });
  assert.ok(count > 0);
  t.diagnostic(`${count} epochs had resolved`);
});

test('nor do they through a network that breaks at the same time', async (t) => {
  await using directory = await temporaryDirectory();
  await using real = await realHub();
  await using proxy = await TcpProxy.start(real.client.hub);
  const count = await killSessions({
    client: real.client,
    hub: proxy.url,
    spool: join(directory.path, 'spool'),
    kills: Math.ceil(SESSION_KILLS / 3),
    onRound: (round) => setTimeout(() => proxy.cut(), (round % 5) * 100),
  });
  t.diagnostic(`${count} epochs had resolved`);
});

test(`${HUB_KILLS} kills of the hub under load lose and double nothing`, async (t) => {
  await using directory = await temporaryDirectory();
  const count = await killHub(directory.path, HUB_KILLS);
  assert.ok(count > 0);
  t.diagnostic(`${count} epochs had resolved`);
});

test(`an upload of ${UPLOAD_BYTES} bytes, cut ${UPLOAD_CUTS} times, resumes`, async (t) => {
  await using directory = await temporaryDirectory();
  await using real = await realHub();
  const twice = await cutUpload(real.client, directory.path, UPLOAD_BYTES, UPLOAD_CUTS);
  // Small files go in pieces that are a larger share of them.
  assert.ok(twice < (UPLOAD_BYTES >= 2 ** 30 ? 0.01 : 0.03), `${twice * 100} % were sent twice`);
  t.diagnostic(`${(twice * 100).toFixed(3)} % were sent twice`);
});
