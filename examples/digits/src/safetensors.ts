import { readFile, rename, writeFile } from 'node:fs/promises';
import type { Tensors } from './network.ts';

/** What stands beside the tensors, as text. */
export type Metadata = Record<string, string>;

interface Entry {
  dtype: 'F32';
  shape: number[];
  data_offsets: [number, number];
}

/**
 * Saves tensors in the safetensors format: the header's length, a JSON header, the numbers. Written
 * beside and renamed, so that nobody meets half a file.
 */
export async function saveTensors(
  file: string,
  tensors: Tensors,
  metadata: Metadata,
): Promise<void> {
  const header: Record<string, unknown> = { __metadata__: metadata };
  let offset = 0;
  for (const [name, tensor] of Object.entries(tensors)) {
    const end = offset + tensor.byteLength;
    header[name] = { dtype: 'F32', shape: [tensor.length], data_offsets: [offset, end] };
    offset = end;
  }
  const json = Buffer.from(JSON.stringify(header));
  // Numbers begin at a multiple of 8; spaces fill the header up.
  const padded = Buffer.concat([json, Buffer.alloc((8 - (json.length % 8)) % 8, ' ')]);
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(padded.length));
  const numbers = Object.values(tensors).map(({ buffer, byteOffset, byteLength }) =>
    Buffer.from(buffer, byteOffset, byteLength),
  );
  await writeFile(`${file}.part`, Buffer.concat([length, padded, ...numbers]));
  await rename(`${file}.part`, file);
}

/** Reads tensors and metadata back. */
export async function loadTensors(file: string): Promise<{ tensors: Tensors; metadata: Metadata }> {
  const bytes = await readFile(file);
  const length = Number(bytes.readBigUInt64LE(0));
  const json = JSON.parse(bytes.subarray(8, 8 + length).toString()) as Record<string, Entry>;
  const { __metadata__: metadata = {}, ...entries } = json as Record<string, Entry> & {
    __metadata__?: Metadata;
  };
  const tensors: Tensors = {};
  for (const [name, { data_offsets: offsets }] of Object.entries(entries)) {
    const [start, end] = offsets.map((offset) => 8 + length + offset) as [number, number];
    // A copy: the numbers may lie at an odd place of the file's buffer.
    tensors[name] = new Float32Array(new Uint8Array(bytes.subarray(start, end)).buffer);
  }
  return { tensors, metadata };
}
