import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { S3Server } from '../packages/server/test-support/s3-server.ts';
import { HubProcess } from '../test/hub-process.ts';

/**
 * How much memory the hub takes while checkpoints arrive: `node bench/upload-memory.ts [uploads]
 * [MiB each] [s3]`, by default 8 of 1024 at once, as multipart, every one with content of its own.
 * Prints the hub's resident memory idle and at its peak, and fails when the difference reaches
 * 64 MiB or an upload is not stored whole. Needs Linux (it reads /proc) and the disk space.
 *
 * With `s3` as the third argument the hub stores in a bucket of a real S3 server, built by Go.
 */
const uploads = Number(process.argv[2] ?? 8);
const mebibytes = Number(process.argv[3] ?? 1024);
const LIMIT_MIB = 64;

const data = await mkdtemp(join(tmpdir(), 'trainyard-bench-'));
const key = randomBytes(21).toString('hex');
const bucket = process.argv[4] === 's3' ? await S3Server.start() : undefined;
const hub = await HubProcess.start(data, {
  TRAINYARD_API_KEY: key,
  ...(bucket && { TRAINYARD_BLOBS_URL: bucket.url() }),
});
try {
  // Small ones first, of one part in a bucket and of two: what is loaded or compiled once belongs
  // to the idle figure.
  for (let time = 0; time < 40; time++) await upload(await newModel(), time % 2 === 0 ? 1 : 6);
  await settled();
  const idle = await residentMiB();
  let peak = idle;
  const sampler = setInterval(async () => {
    // At the end of a run that failed there is no such process any more.
    peak = Math.max(peak, await residentMiB().catch(() => 0));
  }, 50);
  const models = await Promise.all(Array.from({ length: uploads }, newModel));
  const started = performance.now();
  const sizes = await Promise.all(models.map((id) => upload(id, mebibytes))).finally(() =>
    clearInterval(sampler),
  );
  const seconds = (performance.now() - started) / 1000;
  const total = uploads * mebibytes;
  console.log(
    `stored in           ${bucket ? 'a bucket, its server on the same cores' : 'the data folder'}`,
  );
  console.log(`uploads at once     ${uploads} × ${mebibytes} MiB`);
  console.log(`idle                ${idle.toFixed(0)} MiB`);
  console.log(`peak                ${peak.toFixed(0)} MiB`);
  console.log(`above idle          ${(peak - idle).toFixed(0)} MiB (limit ${LIMIT_MIB})`);
  console.log(
    `rate                ${(total / seconds).toFixed(0)} MiB/s, sender on the same cores`,
  );
  const whole = sizes.every((size) => size === mebibytes * 1024 ** 2);
  if (!whole || peak - idle >= LIMIT_MIB) process.exitCode = 1;
} finally {
  await hub.stop();
  await bucket?.[Symbol.asyncDispose]();
  await rm(data, { recursive: true, force: true });
}

async function newModel(): Promise<string> {
  const response = await fetch(`${hub.url}/v1/models`, {
    method: 'POST',
    headers: { 'x-api-key': key, 'content-type': 'application/json' },
    body: '{}',
  });
  return ((await response.json()) as { data: { id: string } }).data.id;
}

/** Sends a checkpoint of so many MiB; gives the size that the hub says it stored. */
async function upload(id: string, size: number): Promise<number> {
  const head = Buffer.from(
    '--b\r\ncontent-disposition: form-data; name="type"\r\n\r\nepoch\r\n' +
      '--b\r\ncontent-disposition: form-data; name="epoch"\r\n\r\n1\r\n' +
      '--b\r\ncontent-disposition: form-data; name="last.pt"; filename="last.pt"\r\n\r\n',
  );
  const tail = Buffer.from('\r\n--b--\r\n');
  const answer = Promise.withResolvers<string>();
  const sending = request(
    `${hub.url}/v1/models/${id}/upload`,
    {
      method: 'POST',
      headers: {
        'x-api-key': key,
        'content-type': 'multipart/form-data; boundary=b',
        'content-length': head.length + size * 1024 ** 2 + tail.length,
      },
    },
    async (response) => {
      let text = '';
      for await (const chunk of response) text += chunk;
      answer.resolve(text);
    },
  );
  sending.on('error', answer.reject);
  await pipeline(Readable.from(body(head, size, tail)), sending);
  const reply = JSON.parse(await answer.promise) as { data?: { size: number } };
  return reply.data?.size ?? 0;
}

function* body(head: Buffer, size: number, tail: Buffer): Generator<Buffer> {
  yield head;
  const piece = randomBytes(1024 ** 2);
  for (let number = 0; number < size; number++) {
    piece.writeUInt32LE(number);
    yield Buffer.from(piece);
  }
  yield tail;
}

async function residentMiB(): Promise<number> {
  const status = await readFile(`/proc/${hub.process.pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) / 1024;
}

/** Waits until the memory no longer changes by more than a MiB within half a second. */
async function settled(): Promise<void> {
  for (let before = 0, now = await residentMiB(); Math.abs(now - before) > 1; ) {
    before = now;
    await new Promise((resolve) => setTimeout(resolve, 500));
    now = await residentMiB();
  }
}
