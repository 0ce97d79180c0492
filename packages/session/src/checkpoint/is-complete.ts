import type { FileHandle } from 'node:fs/promises';

/** Longest end record of a zip with its comment, in bytes. */
const LONGEST_END = 22 + 0xffff;

/**
 * Whether a checkpoint is whole, as far as its format tells: PyTorch's files are zip archives,
 * whose directory is written last; safetensors say their length in their header. Of other formats
 * nothing can be said, and they count as whole.
 *
 * @param size of the file, in bytes.
 */
export async function isComplete(handle: FileHandle, size: number): Promise<boolean> {
  if (size === 0) return false;
  const head = await read(handle, 0, 8);
  if (head.length >= 4 && head.readUInt32LE(0) === 0x04034b50) return isCompleteZip(handle, size);
  const header = head.length === 8 ? head.readBigUInt64LE(0) : 0n;
  if (header > 2n && header < 100_000_000n) {
    const first = await read(handle, 8, 1);
    if (first.toString() === '{') return isCompleteSafetensors(handle, size, Number(header));
  }
  return true;
}

async function isCompleteZip(handle: FileHandle, size: number): Promise<boolean> {
  const start = Math.max(0, size - LONGEST_END);
  const tail = await read(handle, start, size - start);
  for (let at = tail.length - 22; at >= 0; at--) {
    if (tail.readUInt32LE(at) !== 0x06054b50) continue;
    const comment = tail.readUInt16LE(at + 20);
    if (at + 22 + comment !== tail.length) continue;
    const directorySize = tail.readUInt32LE(at + 12);
    const directoryStart = tail.readUInt32LE(at + 16);
    // In a zip64 both fields are all ones, and the true ones precede this record.
    const zip64 = directoryStart === 0xffffffff || directorySize === 0xffffffff;
    return zip64 || directoryStart + directorySize <= start + at;
  }
  return false;
}

async function isCompleteSafetensors(
  handle: FileHandle,
  size: number,
  header: number,
): Promise<boolean> {
  if (8 + header > size) return false;
  const text = (await read(handle, 8, header)).toString();
  try {
    const tensors: unknown = JSON.parse(text);
    if (typeof tensors !== 'object' || tensors === null) return true;
    let end = 0;
    for (const tensor of Object.values(tensors)) {
      const offsets: unknown = tensor?.data_offsets;
      if (Array.isArray(offsets)) end = Math.max(end, Number(offsets[1]));
    }
    return 8 + header + end <= size;
  } catch {
    // Eight bytes and a brace that are no such header: another format.
    return true;
  }
}

async function read(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  const { bytesRead } = await handle.read(buffer, 0, length, position);
  return buffer.subarray(0, bytesRead);
}
