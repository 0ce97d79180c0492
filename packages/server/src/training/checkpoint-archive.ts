import { HubError } from '@trainyard/protocol';
import type { StoredBlob } from '../blobs/blob-store.ts';

const LOCAL_FILE = Buffer.from('PK\x03\x04', 'latin1');
const END_OF_DIRECTORY = Buffer.from('PK\x05\x06', 'latin1');

/**
 * PyTorch writes a checkpoint as a zip, whose directory comes last. A client may send a file
 * while it is being written; such a torn one would be found out only at the resume after a crash,
 * so it is refused now, while the good one before it is still there.
 *
 * Other formats pass: the hub never opens a checkpoint.
 * @throws HubError checkpoint_torn
 */
export function assertWholeArchive({ head, tail }: Pick<StoredBlob, 'head' | 'tail'>): void {
  if (!head.subarray(0, 4).equals(LOCAL_FILE)) return;
  if (!tail.includes(END_OF_DIRECTORY)) throw new HubError('checkpoint_torn');
}
