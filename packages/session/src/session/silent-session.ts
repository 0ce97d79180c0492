import type { Start } from './start.ts';
import type { CheckpointOutcome, Delivery, TrainingSession } from './training-session.ts';

/** The session of a rank other than 0: it knows what to train, and says nothing to anyone. */
export class SilentSession implements TrainingSession {
  readonly modelId: string | null;
  readonly modelUrl: string | null;
  readonly start: Start;
  readonly signal: AbortSignal = new AbortController().signal;
  readonly silent = true;
  readonly spool = null;

  constructor(model: { id: string; url: string } | null, start: Start) {
    this.modelId = model?.id ?? null;
    this.modelUrl = model?.url ?? null;
    this.start = start;
  }

  async logMetrics(): Promise<void> {}

  async logConsole(): Promise<void> {}

  async logSystem(): Promise<void> {}

  async logEnvironment(): Promise<void> {}

  async uploadCheckpoint(): Promise<CheckpointOutcome> {
    return 'too_soon';
  }

  async finish(): Promise<Delivery> {
    return { complete: true, spool: null };
  }

  async close(): Promise<Delivery> {
    return { complete: true, spool: null };
  }

  async [Symbol.asyncDispose](): Promise<void> {}
}
