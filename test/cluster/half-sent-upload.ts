import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import type { Cluster } from './cluster.ts';
import { hashOf } from './training.ts';

/** More than one part of the bucket before the middle, and after it. */
const BYTES = 24_000_000;

/** A checkpoint as a Python client of the HUB sends it, of which a half has been sent. */
export class HalfSentUpload {
  readonly modelId: string;
  readonly sha256: string;
  readonly #cluster: Cluster;
  readonly #bytes: Buffer;
  readonly #sending: ClientRequest;
  readonly #answer: Promise<number>;

  private constructor(cluster: Cluster, modelId: string, bytes: Buffer) {
    this.#cluster = cluster;
    this.modelId = modelId;
    this.#bytes = bytes;
    this.sha256 = hashOf(bytes);
    this.#sending = this.#request();
    this.#answer = statusOf(this.#sending);
  }

  static async begin(cluster: Cluster): Promise<HalfSentUpload> {
    const { data } = await cluster.ask('POST', '/v1/models', {});
    const upload = new HalfSentUpload(cluster, data.id, randomBytes(BYTES));
    upload.#sending.write(HEAD);
    upload.#sending.write(upload.#bytes.subarray(0, BYTES / 2));
    return upload;
  }

  /** Sends the other half. @returns the status of the answer */
  async finish(): Promise<number> {
    this.#sending.write(this.#bytes.subarray(BYTES / 2));
    this.#sending.end(TAIL);
    return this.#answer;
  }

  /** Sends it anew until it is taken, as the client does. */
  async again(): Promise<void> {
    for (;;) {
      const sending = this.#request();
      sending.write(HEAD);
      sending.write(this.#bytes);
      sending.end(TAIL);
      if ((await statusOf(sending)) === 200) return;
      await pause(500);
    }
  }

  #request(): ClientRequest {
    return request(`${this.#cluster.url}/v1/models/${this.modelId}/upload`, {
      method: 'POST',
      headers: {
        'x-api-key': this.#cluster.key,
        'content-type': 'multipart/form-data; boundary=b',
        'content-length': HEAD.length + BYTES + TAIL.length,
      },
    });
  }
}

const HEAD = Buffer.from(
  '--b\r\ncontent-disposition: form-data; name="type"\r\n\r\nepoch\r\n' +
    '--b\r\ncontent-disposition: form-data; name="epoch"\r\n\r\n1\r\n' +
    '--b\r\ncontent-disposition: form-data; name="last.pt"; filename="last.pt"\r\n\r\n',
);
const TAIL = Buffer.from('\r\n--b--\r\n');

/** 0 when the connection broke. */
async function statusOf(sending: ClientRequest): Promise<number> {
  try {
    const [response] = (await once(sending, 'response')) as [IncomingMessage];
    await text(response);
    return response.statusCode!;
  } catch {
    return 0;
  }
}
