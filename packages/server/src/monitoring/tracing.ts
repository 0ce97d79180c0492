/** A span that has begun. */
export interface SpanUnderWay {
  /** Ends it; only the first call counts. */
  end(ok: boolean, attributes?: Readonly<Record<string, string | number>>): void;
  /** Runs work whose spans lie below this one. */
  run<T>(work: () => T): T;
}

/** Where spans go. Loaded only when somebody wants them: see `otlp-tracing.ts`. */
export interface Tracing {
  /**
   * Begins a span below the one under way.
   * @param parent a W3C `traceparent` of whoever asked; counts only where no span is under way.
   */
  start(name: string, parent?: string): SpanUnderWay;
  /** Sends what is left. */
  stop(): Promise<void>;
}
