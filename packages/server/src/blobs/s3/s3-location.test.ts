import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { InvalidOptionError } from '../../invalid-option-error.ts';
import { parseS3Location } from './s3-location.ts';

describe('TRAINYARD_BLOBS_URL', () => {
  it('names bucket, prefix and service', () => {
    const url = 's3://weights/team/hub/?endpoint=https://s3.example.org&region=eu-1&presign=false';
    assert.deepEqual(parseS3Location(url), {
      bucket: 'weights',
      prefix: 'team/hub/',
      endpoint: 'https://s3.example.org',
      publicEndpoint: undefined,
      region: 'eu-1',
      pathStyle: true,
      presign: false,
    });
  });

  it('means AWS without an endpoint, with the bucket in the host name and trainers sent there', () => {
    const { prefix, endpoint, pathStyle, presign } = parseS3Location('s3://weights?region=eu-1');
    assert.deepEqual([prefix, endpoint, pathStyle, presign], ['', undefined, false, true]);
  });

  for (const url of [
    'file:///tmp/blobs',
    's3://',
    's3://UPPER_case',
    's3://key:secret@weights',
    's3://weights?endpoint=s3.example.org',
    's3://weights?secret=secret',
    's3://weights?presign=maybe',
  ]) {
    it(`is refused as ${url}, without being repeated`, () => {
      assert.throws(
        () => parseS3Location(url),
        (error) => error instanceof InvalidOptionError && !error.message.includes('secret@'),
      );
    });
  }
});
