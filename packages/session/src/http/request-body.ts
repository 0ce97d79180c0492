/** A request's body. `open` is called once a try, so that a retry sends it from the start again. */
export interface RequestBody {
  readonly contentType: string;
  /** Exact length in bytes, sent as `Content-Length`. */
  readonly length: number;
  open(): Iterable<Uint8Array> | AsyncIterable<Uint8Array>;
}

/** A body of JSON text. */
export function jsonBody(text: string): RequestBody {
  const bytes = Buffer.from(text);
  return { contentType: 'application/json', length: bytes.length, open: () => [bytes] };
}
