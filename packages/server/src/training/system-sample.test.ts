import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { systemSampleFrom } from './system-sample.ts';

describe("a sample of the trainer's machine", () => {
  it('of a new callback stays as it is', () => {
    const sample = {
      cpu: 1,
      ram: 2,
      disk: [{ mount: '/', used_gb: 1, total_gb: 2 }],
      disk_io: { read_mbs: 1, write_mbs: 2 },
      gpus: {},
    };
    assert.deepEqual(systemSampleFrom(sample), sample);
  });

  it("of the contract's system_metrics gets the usual names", () => {
    const sample = systemSampleFrom({ cpu: 1, memory: 50, diskIo: { read_mbs: 1 } });
    assert.deepEqual(sample, { cpu: 1, ram: 50, disk_io: { read_mbs: 1 } });
  });

  it('that holds nothing is none', () => {
    for (const nothing of [{}, null, undefined, [], 'x', 3]) {
      assert.equal(systemSampleFrom(nothing), undefined);
    }
  });

  it('of an old callback with rubbish in it has zeros there', () => {
    assert.deepEqual(systemSampleFrom({ disk: { used_gb: 'x' } }), {
      disk: [{ mount: '/', used_gb: 0 }],
      disk_io: { read_mbs: 0, write_mbs: 0 },
    });
  });
});
