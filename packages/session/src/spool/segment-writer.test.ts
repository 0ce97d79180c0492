import assert from 'node:assert/strict';
import { appendFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { temporaryDirectory } from '../testing/temporary-directory.ts';
import { readSegment } from './read-segment.ts';
import { SegmentWriter, segmentName } from './segment-writer.ts';

const metrics = (step: number) =>
  ({ type: 'metrics', event: { step, values: { loss: step / 2 } } }) as const;

test('what append has resolved is on disk, in order', async () => {
  await using directory = await temporaryDirectory();
  const writer = new SegmentWriter({ directory: directory.path, first: 1, onProblem: assert.fail });
  const promises = Array.from({ length: 2000 }, (_, step) => writer.append(metrics(step)));
  await promises.at(-1);
  const { records, damaged } = await readSegment(join(directory.path, segmentName(1)));
  assert.equal(damaged, 0);
  assert.deepEqual(
    records.map(({ event }) => (event as { step: number }).step),
    Array.from({ length: 2000 }, (_, step) => step),
  );
  await writer.close();
});

test('a torn last line is left out, and what was durable is not', async () => {
  await using directory = await temporaryDirectory();
  const writer = new SegmentWriter({ directory: directory.path, first: 1, onProblem: assert.fail });
  await writer.append(metrics(0));
  const file = join(directory.path, segmentName(1));
  const line = await readFile(file, 'utf8');
  await appendFile(file, line.slice(0, 20));
  const { records, damaged } = await readSegment(file);
  assert.equal(records.length, 1);
  assert.equal(damaged, 1);
  await writer.close();
});

test('sealing closes the segment and the next record begins another', async () => {
  await using directory = await temporaryDirectory();
  const writer = new SegmentWriter({ directory: directory.path, first: 7, onProblem: assert.fail });
  void writer.append(metrics(0));
  await writer.seal();
  assert.equal(writer.current, 8);
  await writer.append(metrics(1));
  assert.equal(writer.current, 8);
  assert.deepEqual(await readdir(directory.path), [segmentName(7), segmentName(8)]);
  await writer.close();
});

test('while the disk refuses, records wait and are written once it takes them', async () => {
  await using directory = await temporaryDirectory();
  const spool = join(directory.path, 'spool');
  await writeFile(spool, 'a file where the folder should be');
  const { promise: told, resolve: onProblem } = Promise.withResolvers<string>();
  const writer = new SegmentWriter({ directory: spool, first: 1, onProblem });
  const written = writer.append(metrics(0));
  assert.match(await told, /Cannot write/);
  await rm(spool);
  await mkdir(spool);
  await written;
  const { records } = await readSegment(join(spool, segmentName(2))).catch(() =>
    readSegment(join(spool, segmentName(1))),
  );
  assert.equal(records.length, 1);
  await writer.close();
});
