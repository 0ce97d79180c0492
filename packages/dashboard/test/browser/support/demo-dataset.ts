import { crc32, deflateSync } from 'node:zlib';
import { writeZip } from '../../../../server/src/datasets/archive/test-support/write-zip.ts';
import type { BrowserHub } from './browser-hub.ts';

/** A small dataset with real images, problems and background images. */
export async function demoDataset(hub: BrowserHub): Promise<string> {
  const { data } = await hub.call('POST', '/v1/datasets', { meta: { name: 'Forklifts' } });
  const files: { name: string; data: string | Buffer }[] = [
    {
      name: 'forklifts/data.yaml',
      data: 'train: images/train\nval: images/val\nnames: [person, forklift, pallet]\n',
    },
  ];
  for (let index = 0; index < 15; index++) {
    const split = index < 12 ? 'train' : 'val';
    files.push({ name: `forklifts/images/${split}/${index}.png`, data: png(160, 120, index) });
    const boxes = `${index % 3} 0.${3 + (index % 4)} 0.5 0.25 0.4\n${(index + 1) % 3} 0.7 0.6 0.2 0.3\n`;
    const labels = index === 4 ? '' : index === 5 ? '9 0.5 0.5 0.1 0.1\n' : boxes;
    files.push({ name: `forklifts/labels/${split}/${index}.txt`, data: labels });
  }
  const form = new FormData();
  form.set('forklifts.zip', new Blob([new Uint8Array(writeZip(files))]), 'forklifts.zip');
  await hub.call('POST', `/v1/datasets/${data.id}/upload`, form);
  return data.id;
}

/** A PNG with a soft gradient. */
function png(width: number, height: number, hue: number): Buffer {
  const rows = Buffer.alloc(height * (1 + width * 3));
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = y * (1 + width * 3) + 1 + x * 3;
      rows[at] = 60 + ((x + hue * 12) % 120);
      rows[at + 1] = 70 + ((y + hue * 7) % 110);
      rows[at + 2] = 90 + hue * 6;
    }
  }
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}
