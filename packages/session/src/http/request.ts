import type { IncomingMessage } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { HubUnreachableError } from '../errors/hub-unreachable-error.ts';
import { RequestRefusedError } from '../errors/request-refused-error.ts';
import { backoff } from './backoff.ts';
import { exchange } from './exchange.ts';
import { readText } from './read-body.ts';
import type { RequestBody } from './request-body.ts';
import { parseRetryAfter } from './retry-after.ts';

type Headers = Readonly<Record<string, string>>;

/** A failed try that is going to be repeated. */
export interface Retry {
  /** How many tries have failed so far, from 1. */
  readonly failures: number;
  /** Wait until the next try, in milliseconds. */
  readonly delay: number;
  /** What went wrong, for people. */
  readonly reason: string;
}

export interface RequestOptions<Result> {
  /** The request in words, for messages: `the metrics`. */
  readonly what: string;
  readonly url: string | URL;
  /** Default `GET`. */
  readonly method?: string;
  /** A function is asked before each try. */
  readonly headers?: Headers | (() => Headers);
  readonly body?: RequestBody | undefined;
  /** Time for all tries together, in milliseconds. Default 30,000. */
  readonly deadline?: number;
  /** Longest silence of one try, in milliseconds. Default 30,000. */
  readonly idleTimeout?: number;
  readonly signal?: AbortSignal | undefined;
  /** When true, neither connection nor waits keep the process alive. Default false. */
  readonly background?: boolean;
  /** When false, the first failure is final. Default true. */
  readonly retry?: boolean;
  readonly onSent?: (bytes: number) => void;
  readonly onRetry?: (retry: Retry) => void;
  /** Reads the reply of a 2xx. A network error in it is retried like any other. */
  read(response: IncomingMessage): Promise<Result>;
}

const RETRIED = new Set([408, 425, 429]);

/** Whether a status says "later", not "no". 501 and 505 will not change by waiting. */
function isTransient(status: number): boolean {
  return RETRIED.has(status) || (status >= 500 && status !== 501 && status !== 505);
}

/**
 * The one function that every request of the session goes through.
 *
 * Network errors, timeouts, 408, 425, 429 and 5xx are tried again until the deadline, after an
 * exponential backoff with full jitter, and never before `Retry-After`. GET and HEAD follow up to
 * five redirects, leaving the API key behind when the origin changes.
 *
 * @throws HubUnreachableError when the deadline has passed, or would pass before the next try.
 * @throws RequestRefusedError on every other status, at once.
 * @throws the signal's reason when it is aborted, unless that is a timeout.
 */
export async function request<Result>(options: RequestOptions<Result>): Promise<Result> {
  const url = new URL(options.url);
  const start = Date.now();
  const deadline = options.deadline ?? 30_000;
  const timeout = AbortSignal.timeout(deadline);
  const signal = options.signal ? AbortSignal.any([options.signal, timeout]) : timeout;
  const background = options.background ?? false;

  for (let failures = 1; ; failures++) {
    const failure = await attempt(options, url, signal, background);
    if ('result' in failure) return failure.result;
    if (options.signal?.aborted && !isTimeout(options.signal)) throw options.signal.reason;
    const { status, retryAfter, error, reason } = failure;
    const delay = Math.max((retryAfter ?? 0) * 1000, backoff(failures, Math.random()));
    const tooLate = signal.aborted || Date.now() - start + delay >= deadline;
    if (tooLate || options.retry === false) {
      throw new HubUnreachableError(url.origin, reason, status, retryAfter, { cause: error });
    }
    options.onRetry?.({ failures, delay, reason });
    // The signal ends the wait early; the next turn of the loop finds out why.
    await wait(delay, undefined, { ref: !background, signal }).catch(() => undefined);
  }
}

/** A caller's own deadline, by `AbortSignal.timeout`, is reported as ours is. */
function isTimeout(signal: AbortSignal): boolean {
  return signal.reason instanceof DOMException && signal.reason.name === 'TimeoutError';
}

interface Failure {
  readonly status: number | null;
  readonly retryAfter: number | null;
  readonly reason: string;
  readonly error?: unknown;
}

async function attempt<Result>(
  options: RequestOptions<Result>,
  start: URL,
  signal: AbortSignal,
  background: boolean,
): Promise<Failure | { result: Result }> {
  try {
    const method = options.method ?? 'GET';
    let url = start;
    let headers =
      typeof options.headers === 'function' ? options.headers() : (options.headers ?? {});
    for (let hops = 0; ; hops++) {
      const response = await exchange({
        method,
        url,
        headers,
        body: options.body,
        idleTimeout: options.idleTimeout ?? 30_000,
        signal,
        background,
        onSent: options.onSent,
      });
      const status = response.statusCode ?? 0;
      if (status >= 200 && status < 300) return { result: await options.read(response) };
      const { location } = response.headers;
      if (status >= 300 && status < 400 && location !== undefined && hops < 5) {
        if (method !== 'GET' && method !== 'HEAD') throw await refusal(options.what, response);
        response.resume();
        const next = new URL(location, url);
        if (next.origin !== url.origin) headers = withoutCredentials(headers);
        url = next;
        continue;
      }
      if (!isTransient(status)) throw await refusal(options.what, response);
      const retryAfter = parseRetryAfter(response.headers['retry-after'], Date.now());
      const text = await readText(response, 64 * 1024).catch(() => '');
      return { status, retryAfter, reason: `it answered ${status}${messageOf(text)}` };
    }
  } catch (error) {
    if (error instanceof RequestRefusedError) throw error;
    const reason = signal.aborted ? 'no answer before the deadline' : describe(error);
    return { status: null, retryAfter: null, reason, error };
  }
}

/** Node's network errors may have an empty message and only a code (`AggregateError`). */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.message || ('code' in error ? String(error.code) : error.name);
}

async function refusal(what: string, response: IncomingMessage): Promise<RequestRefusedError> {
  const text = await readText(response, 64 * 1024).catch(() => '');
  const reply = parseReply(text);
  const message = reply.message ?? reply.detail ?? (reply.error || 'no reason given');
  return new RequestRefusedError(what, response.statusCode ?? 0, reply.code ?? null, message);
}

function messageOf(text: string): string {
  const { message, detail, error } = parseReply(text);
  const sentence = message ?? detail ?? error;
  return sentence === undefined ? '' : ` (${sentence})`;
}

/** The fields in which the three APIs put their reason. */
function parseReply(text: string): {
  code?: string;
  message?: string;
  detail?: string;
  error?: string;
} {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null) return {};
    const strings = Object.entries(value).filter(([, field]) => typeof field === 'string');
    return Object.fromEntries(strings);
  } catch {
    return {};
  }
}

function withoutCredentials(headers: Headers): Headers {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => !/^(x-api-key|authorization)$/i.test(name)),
  );
}
