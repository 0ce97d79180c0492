import { hashOf } from '../load/upload-content.ts';
import type { UploadLoad } from '../load/upload-load.ts';
import type { Trainyard } from '../peers/trainyard.ts';

type Upload = UploadLoad['uploads'][number];

/** A way of sending a checkpoint to the hub. */
type UploadWay = (
  hub: Trainyard,
  file: { readonly content: number; readonly bytes: number },
) => Promise<Upload>;

/** The ways that the clients use. */
export const UPLOAD_WAYS: Readonly<Record<'multipart' | 'signed PUT' | 'tus', UploadWay>> = {
  /** `POST /v1/models/{id}/upload`, as `ultralytics` and hub-sdk send it. */
  multipart: async (hub, { content }) => {
    // As long as the one that Python's requests makes.
    const boundary = '0123456789abcdef'.repeat(2);
    const part = (head: string) =>
      `--${boundary}\r\ncontent-disposition: form-data; ${head}\r\n\r\n`;
    return {
      method: 'POST',
      url: `${hub.url}/v1/models/${await hub.model()}/upload`,
      headers: { ...hub.headers, 'content-type': `multipart/form-data; boundary=${boundary}` },
      content,
      before:
        `${part('name="type"')}epoch\r\n${part('name="epoch"')}1\r\n` +
        part('name="last.pt"; filename="last.pt"'),
      after: `\r\n--${boundary}--\r\n`,
    };
  },
  /** The signed URL that the Platform callback puts to. */
  'signed PUT': async (hub, { content }) => {
    const start = {
      event: 'training_started',
      project: 'bench',
      name: `train-${content}`,
      data: { trainArgs: { model: 'yolo11n.pt' }, epochs: 10 },
    };
    const { modelId } = (await hub.request('POST', '/api/webhooks/training/metrics', start)) as {
      modelId: string;
    };
    const asked = { filename: 'best.pt', modelId };
    const { uploadUrl } = (await hub.request('POST', '/api/webhooks/models/upload', asked)) as {
      uploadUrl: string;
    };
    const headers = { 'content-type': 'application/octet-stream' };
    return { method: 'PUT', url: uploadUrl, headers, content };
  },
  /** One PATCH of tus 1.0, as our session sends it; its hash is announced beforehand. */
  tus: async (hub, { content, bytes }) => {
    const metadata = {
      modelId: await hub.model(),
      sessionId: `session-${content}`,
      kind: 'last',
      sha256: hashOf(content, bytes),
    };
    const created = await fetch(`${hub.url}/app/v1/uploads`, {
      method: 'POST',
      headers: {
        ...hub.headers,
        'tus-resumable': '1.0.0',
        'upload-length': String(bytes),
        'upload-metadata': Object.entries(metadata)
          .map(([name, value]) => `${name} ${Buffer.from(value).toString('base64')}`)
          .join(','),
      },
    });
    if (created.status !== 201) throw new Error(`tus: ${created.status} ${await created.text()}`);
    return {
      method: 'PATCH',
      url: new URL(created.headers.get('location')!, hub.url).href,
      headers: {
        ...hub.headers,
        'tus-resumable': '1.0.0',
        'upload-offset': '0',
        'content-type': 'application/offset+octet-stream',
      },
      content,
    };
  },
};
