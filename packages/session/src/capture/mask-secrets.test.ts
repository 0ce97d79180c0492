import assert from 'node:assert/strict';
import { test } from 'node:test';
import { maskSecrets } from './mask-secrets.ts';

test('known secrets, secret variables and secret shapes are masked, words are not', () => {
  const key = '0123456789abcdef'.repeat(3).slice(0, 42);
  const mask = maskSecrets(['my-own-secret'], {
    WANDB_API_KEY: 'value-of-the-key',
    PATH: '/usr/bin:/usr/local/bin',
    TOKENIZERS_PARALLELISM: 'false-value',
  });
  const cases: [string, string][] = [
    ['using my-own-secret now', 'using *** now'],
    ['key value-of-the-key.', 'key ***.'],
    [`${key}_AbCdEfGhIjKlMnOpQrSt`, '***_AbCdEfGhIjKlMnOpQrSt'],
    ['Authorization: Bearer abcdefgh.ijkl', 'Authorization: Bearer ***'],
    ['http://hub/models/x?api_key=abcdefgh&y=1', 'http://hub/models/x?api_key=***&y=1'],
    ['postgres://me:hunter2@db/x', 'postgres://me:***@db/x'],
    ['/usr/bin:/usr/local/bin false-value', '/usr/bin:/usr/local/bin false-value'],
    ['epoch 3/10 loss 0.123', 'epoch 3/10 loss 0.123'],
  ];
  for (const [text, masked] of cases) assert.equal(mask(text), masked);
});
