import { text } from 'node:stream/consumers';
import { HubError } from '@trainyard/protocol';
import type { StorageMark } from '../storage-id.ts';
import type { Bucket } from './bucket.ts';

const KEY = 'storage-id';

/** The object `storage-id` below the prefix. */
export class S3Mark implements StorageMark {
  readonly where: string;
  readonly #bucket: Bucket;

  constructor(bucket: Bucket) {
    this.#bucket = bucket;
    const { Bucket: name, Key: key } = bucket.at(KEY);
    this.where = `s3://${name}/${key}`;
  }

  async read(): Promise<string | undefined> {
    try {
      return (await text(await this.#bucket.read(KEY))).trim();
    } catch (error) {
      if (error instanceof HubError && error.code === 'not_found') return undefined;
      throw error;
    }
  }

  async write(id: string): Promise<void> {
    await this.#bucket.put(KEY, Buffer.from(`${id}\n`));
  }
}
