import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readCommandArguments } from './command-arguments.ts';

test('both spellings of arguments are read for what the hub has a place for', () => {
  const yolo = 'yolo train model=yolo11n.pt data=coco8.yaml epochs=3 imgsz=64 lr0=0.1';
  assert.deepEqual(readCommandArguments(yolo.split(' ')), {
    model: 'yolo11n.pt',
    trainArgs: { data: 'coco8.yaml', epochs: 3, imgsz: 64 },
  });
  const script =
    'python train.py --weights yolov5s.pt --img 320 --batch-size=8 --nosave --device cpu';
  assert.deepEqual(readCommandArguments(script.split(' ')), {
    model: 'yolov5s.pt',
    trainArgs: { imgsz: 320, batch: 8, device: 'cpu' },
  });
});
