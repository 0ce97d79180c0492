import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { EventBatch, FinishBody } from '@trainyard/protocol';
import { parseLenientJson } from '@trainyard/protocol/lenient-json';

/** A request as it arrived. */
export interface Recorded {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

/** A reply that replaces the hub's own: status, body, headers. */
export type Fault = (
  request: Recorded,
) => { status: number; body?: unknown; headers?: Record<string, string> } | undefined;

/**
 * A server of the HUB API that remembers what it was sent: stands for "any server of that API", and
 * with capabilities for ours. Real HTTP, nothing kept on disk.
 */
export class RecordingHub {
  readonly requests: Recorded[] = [];
  /** Value by series by epoch. */
  readonly metrics = new Map<number, Record<string, unknown>>();
  readonly batches: EventBatch[] = [];
  readonly finishes: FinishBody[] = [];
  /** What was uploaded, by multipart or tus: SHA-256 of each file, in order. */
  readonly uploads: { sha256: string; size: number; meta: Record<string, string> }[] = [];
  /** The reply to `GET /v1/models/{id}`. */
  model: Record<string, unknown> = { status: 'new', cfg: 'yolov8n.yaml', train_args: {} };
  capabilities: string[] = [];
  cancelled = false;
  fault: Fault | null = null;
  /** Paths to which it never answers. */
  silent: (path: string) => boolean = () => false;
  /** Files handed out, by path. */
  readonly files = new Map<string, Buffer>();
  readonly #server = createServer((request, response) => void this.#serve(request, response));
  readonly #tus = new Map<
    string,
    { size: number; chunks: Buffer[]; meta: Record<string, string> }
  >();
  #waiting: (() => void)[] = [];

  static async start(): Promise<RecordingHub> {
    const hub = new RecordingHub();
    await new Promise<void>((resolve) => hub.#server.listen(0, '127.0.0.1', resolve));
    return hub;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** Resolves as soon as the condition holds, looked at after each request. */
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  sent(method: string, path: string): Recorded[] {
    return this.requests.filter((request) => request.method === method && request.path === path);
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    let whole = true;
    try {
      for await (const chunk of request) chunks.push(chunk as Buffer);
    } catch {
      whole = false;
    }
    const recorded: Recorded = {
      method: request.method ?? '',
      path: new URL(request.url ?? '', 'http://hub').pathname,
      headers: request.headers,
      body: Buffer.concat(chunks),
    };
    const reply = (whole ? this.fault?.(recorded) : undefined) ?? this.#answer(recorded, whole);
    this.requests.push(recorded);
    if (!this.silent(recorded.path)) {
      const { status, body, headers = {} } = reply;
      const content = Buffer.isBuffer(body) ? body : body === undefined ? '' : JSON.stringify(body);
      response.writeHead(status, headers).end(content);
    }
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }

  #answer(
    { method, path, headers, body }: Recorded,
    whole: boolean,
  ): { status: number; body?: unknown; headers?: Record<string, string> } {
    const ok = (data: unknown) => ({ status: 200, body: { success: true, message: '', data } });
    const file = this.files.get(path);
    if (file) return ranged(file, headers.range);
    const [, root, version, ...rest] = path.split('/');
    if (path === '/app/v1' && this.capabilities.length > 0) {
      return { status: 200, body: { name: 'trainyard', capabilities: this.capabilities } };
    }
    if (root === 'app' && rest[0] === 'uploads')
      return this.#tusAnswer(method, path, headers, body);
    if (!whole) return { status: 400 };
    if (root === 'app' && rest[2] === 'events') {
      const batch = JSON.parse(body.toString()) as EventBatch;
      this.batches.push(batch);
      for (const { step, values } of batch.metrics ?? []) this.#merge(step, values);
      return { status: 200, body: { cancelled: this.cancelled } };
    }
    if (root === 'app' && rest[2] === 'finish') {
      this.finishes.push(JSON.parse(body.toString()) as FinishBody);
      return { status: 200, body: {} };
    }
    if (root !== 'v1') return { status: 404, body: { success: false, message: 'no such route' } };
    if (version === 'agent') return ok({ agentId: 'agent-1' });
    if (method === 'POST' && path === '/v1/models') return ok({ id: 'M'.repeat(20) });
    if (method === 'GET') return ok({ id: rest[0], ...this.model });
    if (rest[1] === 'upload') {
      this.#multipart(headers['content-type'] ?? '', body);
      return ok({});
    }
    const { metrics } = JSON.parse(body.toString()) as { metrics: Record<string, string> };
    for (const [epoch, text] of Object.entries(metrics)) {
      this.#merge(Number(epoch), parseLenientJson(text) as Record<string, unknown>);
    }
    return ok({});
  }

  #merge(epoch: number, values: Readonly<Record<string, unknown>>): void {
    this.metrics.set(epoch, { ...this.metrics.get(epoch), ...values });
  }

  #multipart(type: string, body: Buffer): void {
    const boundary = Buffer.from(`--${/boundary=(.*)$/.exec(type)?.[1]}`);
    const meta: Record<string, string> = {};
    let at = body.indexOf(boundary);
    for (let next = body.indexOf(boundary, at + 1); next > 0; ) {
      const part = body.subarray(at + boundary.length + 2, next - 2);
      const split = part.indexOf('\r\n\r\n');
      const head = part.subarray(0, split).toString();
      const content = part.subarray(split + 4);
      const name = / name="([^"]*)"/.exec(head)?.[1] ?? '';
      if (head.includes('filename=')) {
        this.uploads.push({ sha256: hash(content), size: content.length, meta: { ...meta, name } });
      } else meta[name] = content.toString();
      at = next;
      next = body.indexOf(boundary, at + 1);
    }
  }

  #tusAnswer(
    method: string,
    path: string,
    headers: IncomingMessage['headers'],
    body: Buffer,
  ): { status: number; headers?: Record<string, string> } {
    if (method === 'POST') {
      const pairs = String(headers['upload-metadata']).split(',');
      const meta = Object.fromEntries(
        pairs.map((pair) => {
          const [name = '', value = ''] = pair.split(' ');
          return [name, Buffer.from(value, 'base64').toString()];
        }),
      );
      const id = `${this.#tus.size + 1}`;
      this.#tus.set(id, { size: Number(headers['upload-length']), chunks: [], meta });
      return { status: 201, headers: { location: `/app/v1/uploads/${id}` } };
    }
    const upload = this.#tus.get(path.split('/').at(-1) ?? '');
    if (!upload) return { status: 404 };
    const offset = upload.chunks.reduce((sum, chunk) => sum + chunk.length, 0);
    if (method === 'HEAD') return { status: 200, headers: { 'upload-offset': `${offset}` } };
    if (Number(headers['upload-offset']) !== offset) return { status: 409 };
    upload.chunks.push(body);
    const now = offset + body.length;
    if (now === upload.size) {
      const sha256 = hash(Buffer.concat(upload.chunks));
      this.uploads.push({ sha256, size: now, meta: upload.meta });
    }
    return { status: 204, headers: { 'upload-offset': `${now}` } };
  }
}

function ranged(file: Buffer, range: string | undefined) {
  const from = Number(/bytes=(\d+)-/.exec(range ?? '')?.[1] ?? 0);
  const body = file.subarray(from);
  const headers = { 'content-length': `${body.length}` };
  return { status: from > 0 ? 206 : 200, body, headers };
}

function hash(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}
