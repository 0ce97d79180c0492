import { fillPath } from '@trainyard/protocol/paths';

/** What the hub said when it refused a request. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  /** 0 when the hub could not be reached. */
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

type QueryValue = string | number | boolean | undefined | readonly string[];

export interface RequestOptions {
  readonly method?: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, QueryValue>>;
  readonly body?: unknown;
  readonly signal?: AbortSignal | undefined;
}

/** Asks the hub, signed in by the session cookie. @throws ApiError */
export async function request<Reply>(path: string, options: RequestOptions = {}): Promise<Reply> {
  const { method = 'GET', params = {}, query, body, signal } = options;
  let response: Response;
  try {
    response = await fetch(fillPath(path, params) + search(query), {
      method,
      credentials: 'same-origin',
      ...(body !== undefined && {
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
      ...(signal && { signal }),
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new ApiError(0, 'unreachable', 'The hub cannot be reached. Is it running?');
  }
  const reply: unknown = response.status === 204 ? undefined : await readJson(response);
  if (!response.ok) throw refusal(response.status, reply);
  return reply as Reply;
}

function search(query: RequestOptions['query']): string {
  const pairs = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value === undefined) continue;
    for (const one of Array.isArray(value) ? value : [value]) pairs.append(name, String(one));
  }
  const text = pairs.toString();
  return text && `?${text}`;
}

async function readJson(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    return undefined;
  }
}

/** Ours are problem details; those of the HUB API have a `message`. */
function refusal(status: number, reply: unknown): ApiError {
  const { code, detail, message } = (reply ?? {}) as Record<string, string | undefined>;
  return new ApiError(status, code ?? 'unknown', detail ?? message ?? `The hub said ${status}.`);
}
