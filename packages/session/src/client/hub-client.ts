import type { IncomingMessage } from 'node:http';
import { fillPath } from '@trainyard/protocol/paths';
import { NotSignedInError } from '../errors/not-signed-in-error.ts';
import { isRequestRefusedError } from '../errors/request-refused-error.ts';
import { readJson } from '../http/read-body.ts';
import { type RequestOptions, request } from '../http/request.ts';
import { jsonBody } from '../http/request-body.ts';

/** A request to the hub: a path of the protocol instead of a URL, JSON instead of bytes. */
export interface CallOptions<Result>
  extends Omit<RequestOptions<Result>, 'url' | 'read' | 'headers'> {
  /** From `PATHS` or `SESSION_PATHS`; `:name` is filled from `params`. */
  readonly path: string;
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string | undefined>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as the body, as JSON. */
  readonly json?: unknown;
  /** Default: the reply's JSON. */
  read?(response: IncomingMessage): Promise<Result>;
}

/** A hub and the key that is sent with every request to it. */
export class HubClient {
  /** The hub's address without a trailing slash. */
  readonly hub: string;
  readonly apiKey: string | null;
  readonly #deadline: number | undefined;

  /** @param deadline of calls that name none, in milliseconds. Default 30,000. */
  constructor(hub: string, apiKey: string | null, deadline?: number) {
    this.hub = hub;
    this.apiKey = apiKey;
    this.#deadline = deadline;
  }

  /** Address of a path of the hub. */
  url(path: string, params: Readonly<Record<string, string>> = {}): URL {
    return new URL(this.hub + fillPath(path, params));
  }

  /** The headers that identify us. */
  get headers(): Record<string, string> {
    return {
      'user-agent': 'trainyard-session',
      accept: 'application/json',
      ...(this.apiKey !== null && { 'x-api-key': this.apiKey }),
    };
  }

  /**
   * Sends a request; see `request` for retries and deadlines.
   *
   * @throws NotSignedInError on 401.
   * @throws HubUnreachableError, RequestRefusedError as `request` does.
   */
  async call<Result = unknown>(options: CallOptions<Result>): Promise<Result> {
    const { path, params, query, json, headers, read, ...rest } = options;
    const url = this.url(path, params);
    for (const [name, value] of Object.entries(query ?? {})) {
      if (value !== undefined) url.searchParams.set(name, value);
    }
    try {
      return await request<Result>({
        ...(this.#deadline !== undefined && { deadline: this.#deadline }),
        ...rest,
        url,
        headers: { ...this.headers, ...headers },
        ...(json !== undefined && { body: jsonBody(JSON.stringify(json)) }),
        read: read ?? (readJson as (response: IncomingMessage) => Promise<Result>),
      });
    } catch (error) {
      if (isRequestRefusedError(error) && error.status === 401) {
        throw new NotSignedInError(this.hub, this.apiKey !== null, { cause: error });
      }
      throw error;
    }
  }
}
