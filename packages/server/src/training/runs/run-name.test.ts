import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { runName } from './run-name.ts';

describe('the names of a run', () => {
  for (const [project, name, owner, slug, run] of [
    ['fruit', 'train', null, 'fruit', 'train'],
    ['me/fruit', 'train-2', null, 'fruit', 'train-2'],
    ['you/fruit', 'train', 'you', 'you-fruit', 'train'],
    ['runs/detect', 'exp', 'runs', 'runs-detect', 'exp'],
    ['/data/out', 'x', null, 'data-out', 'x'],
    ['My Project', 'Run 1', null, 'my-project', 'run-1'],
    ['', null, null, 'untitled', 'train'],
    ['../..', '..', null, 'untitled', 'train'],
    ['me/../you', 'a/b', null, 'you', 'a-b'],
  ] as const) {
    it(`of project "${project}" and name "${name}"`, () => {
      const read = runName(project, name, 'me');
      assert.deepEqual([read.project, read.name], [slug, run]);
      if (project !== '../..') assert.equal(read.owner, owner);
    });
  }
});
