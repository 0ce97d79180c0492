import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isUnrecognisedIdentifierError } from '../errors/unrecognised-identifier-error.ts';
import { parseIdentifier } from './identifier.ts';

const ID = 'AbCdEfGhIjKlMnOpQrSt';
const KEY = '0123456789abcdef'.repeat(3).slice(0, 42);

test('every identifier form is understood', () => {
  const hub = 'http://hub.local:8787';
  const remote = (extra: object) => ({ kind: 'remote', id: ID, ...extra });
  assert.deepEqual(parseIdentifier(`${hub}/models/${ID}`), remote({ hub }));
  assert.deepEqual(parseIdentifier(`${hub}/models/${ID}/`), remote({ hub }));
  const withKey = `${hub}/models/${ID}?api_key=${KEY}`;
  assert.deepEqual(parseIdentifier(withKey), remote({ hub, apiKey: KEY }));
  assert.deepEqual(parseIdentifier(`${hub}/models/${KEY}_${ID}`), remote({ hub, apiKey: KEY }));
  assert.deepEqual(parseIdentifier(`${KEY}_${ID}`), remote({ apiKey: KEY }));
  assert.deepEqual(parseIdentifier(` ${ID}\n`), remote({}));
  const weights = { kind: 'local', name: 'yolo11n.pt', type: 'weights' };
  assert.deepEqual(parseIdentifier('yolo11n.pt'), weights);
  const architecture = { kind: 'local', name: 'cfg/net.yml', type: 'architecture' };
  assert.deepEqual(parseIdentifier('cfg/net.yml'), architecture);
});

test('YOLOv5 names get their u form, others and folders stay', () => {
  const nameOf = (text: string) => (parseIdentifier(text) as { name: string }).name;
  assert.equal(nameOf('yolov5s.pt'), 'yolov5su.pt');
  assert.equal(nameOf('weights/yolov5x6.pt'), 'weights/yolov5x6u.pt');
  assert.equal(nameOf('yolov5m.yaml'), 'yolov5mu.yaml');
  assert.equal(nameOf('yolov5su.pt'), 'yolov5su.pt');
  assert.equal(nameOf('my-yolov5s.pt'), 'my-yolov5s.pt');
});

test('anything else is refused by name, a key in it is not repeated', () => {
  for (const text of ['', 'yolov8n', 'short', `${KEY}_short`, 'http://hub.local/', 'model.onnx']) {
    assert.throws(() => parseIdentifier(text), isUnrecognisedIdentifierError);
  }
  assert.throws(
    () => parseIdentifier(`http://hub.local/models/x?api_key=${KEY}`),
    (error: Error) => !error.message.includes(KEY),
  );
});
