import { access } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { PATHS } from '@trainyard/protocol/paths';
import type { HubClient } from '../client/hub-client.ts';
import { deliverCheckpoints } from '../deliver/deliver-checkpoints.ts';
import { deliverRecords } from '../deliver/deliver-records.ts';
import { deliverSpool } from '../deliver/deliver-spool.ts';
import { leaveModel } from '../deliver/leave-model.ts';
import { type Reached, reachModel } from '../deliver/reach-model.ts';
import { Repeater } from '../deliver/repeater.ts';
import { sendRecords } from '../deliver/send-records.ts';
import type { Target } from '../deliver/target.ts';
import { Heartbeat } from '../heartbeat/heartbeat.ts';
import { makeRoom } from '../spool/make-room.ts';
import { SegmentWriter } from '../spool/segment-writer.ts';
import type { Spool } from '../spool/spool.ts';
import { finishBody } from './finish-body.ts';
import { Outage } from './outage.ts';
import type { Settings } from './settings.ts';
import { SpooledCheckpoints } from './spooled-checkpoints.ts';
import type { Start } from './start.ts';
import type {
  CheckpointOutcome,
  CheckpointUpload,
  Delivery,
  Finish,
  TrainingSession,
} from './training-session.ts';

/** How long `close` tries to send what was logged, in milliseconds. */
const CLOSE_DEADLINE = 10_000;

/** Wait after a failed upload, beyond the request's own retries, in milliseconds. */
const UPLOAD_PAUSE = 30_000;

/** Shared by all refusals, so that refusing costs nothing. */
const RESOLVED = Promise.resolve();

/** What a session is made of. */
export interface LiveSessionParts {
  readonly client: HubClient;
  readonly spool: Spool;
  readonly start: Start;
  readonly settings: Settings;
  /** The model on the hub; or why the hub could not be reached, which is then tried again. */
  readonly hub: Reached | Error;
}

/** A session that speaks to a hub: what is logged goes to the spool, and from there to the hub. */
export class LiveSession implements TrainingSession {
  readonly start: Start;
  readonly signal: AbortSignal;
  readonly silent = false;

  readonly #settings: Settings;
  readonly #spool: Spool;
  readonly #client: HubClient;
  /** Null until the hub has been reached. */
  #target: Target | null = null;
  readonly #writer: SegmentWriter;
  readonly #checkpoints: SpooledCheckpoints;
  readonly #heartbeat: Heartbeat;
  readonly #records: Repeater;
  readonly #uploads: Repeater;
  readonly #outage: Outage;
  readonly #stop = new AbortController();
  readonly #onBeforeExit = (): void => void this.close();
  #sentAt = 0;
  /** Whether the spool has reached its limit while the hub is away. */
  #full = false;
  #chunks = 0;
  #lastCheckpoint = Number.NEGATIVE_INFINITY;
  #busy: string | null = null;
  #ended: Promise<Delivery> | null = null;
  readonly #endings: (() => void)[] = [];

  constructor({ client, spool, start, settings, hub }: LiveSessionParts) {
    const { warn, agent, heartbeatInterval, sendInterval } = settings;
    this.start = start;
    this.signal = this.#stop.signal;
    this.#settings = settings;
    this.#spool = spool;
    this.#client = client;
    this.#outage = new Outage(warn);
    this.#heartbeat = new Heartbeat(agent, heartbeatInterval, this.#outage);
    this.#writer = new SegmentWriter({
      directory: spool.directory,
      first: 1,
      onProblem: (message) => warn('spool_failed', message),
    });
    this.#checkpoints = new SpooledCheckpoints({
      spool,
      root: settings.spool,
      limit: settings.spoolLimit,
      warn,
      busy: () => this.#busy,
    });
    this.#records = new Repeater((signal) => this.#sendRecords(signal));
    this.#uploads = new Repeater((signal) => this.#sendCheckpoints(signal));
    if (hub instanceof Error) this.#outage.noted(hub);
    else this.#reached(hub);
    this.#records.start(sendInterval);
    process.once('beforeExit', this.#onBeforeExit);
  }

  get modelId(): string | null {
    return this.#spool.manifest.modelId;
  }

  get modelUrl(): string | null {
    const id = this.modelId;
    return id === null ? null : this.#client.url(PATHS.web.model, { id }).href;
  }

  get spool(): string {
    return this.#spool.directory;
  }

  logMetrics(epoch: number, values: Readonly<Record<string, unknown>>): Promise<void> {
    if (this.#ended !== null || !Number.isSafeInteger(epoch) || epoch < 0) {
      return this.#refuse(epoch);
    }
    return this.#writer.append({ type: 'metrics', event: { step: epoch, values: { ...values } } });
  }

  logConsole(stream: 'stdout' | 'stderr', text: string): Promise<void> {
    if (!this.#takesExtras) return RESOLVED;
    const event = { n: this.#chunks++, at: Date.now(), stream, text };
    return this.#writer.append({ type: 'console', event });
  }

  logSystem(values: Readonly<Record<string, unknown>>): Promise<void> {
    if (!this.#takesExtras) return RESOLVED;
    return this.#writer.append({
      type: 'system',
      event: { at: Date.now(), values: { ...values } },
    });
  }

  logEnvironment(environment: Readonly<Record<string, unknown>>): Promise<void> {
    if (!this.#takesExtras) return RESOLVED;
    return this.#writer.append({ type: 'environment', event: environment });
  }

  /** Has `undo` called when the session ends, before its last sending. */
  onEnd(undo: () => void): void {
    this.#endings.push(undo);
  }

  async uploadCheckpoint(checkpoint: CheckpointUpload): Promise<CheckpointOutcome> {
    const { epoch, file, isBest = false, now = false } = checkpoint;
    if (this.#ended !== null) return 'failed';
    const before = this.#lastCheckpoint;
    const at = performance.now();
    if (!now && at - before < this.#settings.checkpointInterval) return 'too_soon';
    this.#lastCheckpoint = at;
    const kind = isBest ? 'best' : 'last';
    const taken = await this.#checkpoints.take(file, { kind, epoch, isBest, map: null });
    if (!taken) {
      // A failed one does not use up the interval.
      this.#lastCheckpoint = before;
      return 'failed';
    }
    this.#uploads.wake();
    return 'spooled';
  }

  finish(how: Finish = {}): Promise<Delivery> {
    this.#ended ??= this.#finish(how);
    return this.#ended;
  }

  /** @param deadline in milliseconds. */
  close(deadline = CLOSE_DEADLINE): Promise<Delivery> {
    this.#ended ??= this.#close(deadline);
    return this.#ended;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #finish(how: Finish): Promise<Delivery> {
    await this.#quiet();
    if (how.weights !== undefined) await this.#takeFinal(how.weights, how.map ?? null);
    await this.#checkpoints.settled();
    await this.#spool
      .writeFinish(finishBody(this.#spool.manifest.sessionId, how))
      .catch((error: Error) => this.#settings.warn('spool_failed', error.message));
    const { signal } = how;
    await deliverSpool(this.#spool, (signal) => this.#reach(signal), {
      deadline: how.deadline ?? 3_600_000,
      signal,
      warn: this.#settings.warn,
      onProgress: this.#settings.onProgress,
    }).catch((error) => {
      if (!signal?.aborted) this.#outage.noted(error);
    });
    return this.#end();
  }

  async #close(deadline: number): Promise<Delivery> {
    await this.#quiet();
    await this.#checkpoints.settled();
    // A beat after the goodbye would take it back.
    await this.#heartbeat.stop();
    const signal = AbortSignal.timeout(deadline);
    const alive = setInterval(() => undefined, deadline);
    const { warn } = this.#settings;
    try {
      const target = await this.#reach(signal);
      await deliverRecords(this.#spool, target, { signal, warn });
      await leaveModel(target, { signal, background: true });
    } catch (error) {
      this.#outage.noted(error);
    } finally {
      clearInterval(alive);
    }
    return this.#end();
  }

  /** The model on the hub, found and made if that was not possible when the session was opened. */
  async #reach(signal: AbortSignal): Promise<Target> {
    return (
      this.#target ??
      this.#reached(await reachModel(this.#client, this.#spool, { signal, background: true }))
    );
  }

  #reached(reached: Reached): Target {
    const target = {
      ...reached,
      client: this.#client,
      sessionId: this.#spool.manifest.sessionId,
      predecessors: this.#spool.manifest.predecessors,
      agentId: () => this.#heartbeat.agentId,
    };
    this.#target = target;
    this.#heartbeat.start(target);
    this.#uploads.wake();
    return target;
  }

  /** Stops capture and background work, and makes everything logged so far ready to be sent. */
  async #quiet(): Promise<void> {
    process.off('beforeExit', this.#onBeforeExit);
    for (const undo of this.#endings) undo();
    await Promise.all([this.#records.stop(), this.#uploads.stop()]);
    await this.#writer.close();
  }

  async #end(): Promise<Delivery> {
    await this.#heartbeat.stop();
    const complete = !this.#writer.failing && (await this.#spool.isEmpty());
    await this.#spool.close();
    return { complete, spool: complete ? null : this.#spool.directory };
  }

  async #takeFinal(weights: string, map: number | null): Promise<void> {
    const last = join(dirname(weights), basename(weights).replace('best', 'last'));
    const missing = await access(weights).then(
      () => false,
      () => true,
    );
    if (missing && last !== weights) {
      this.#settings.warn('best_missing', `${weights} does not exist; uploading ${last} instead.`);
    }
    const file = missing ? last : weights;
    await this.#checkpoints.take(file, { kind: 'final', epoch: null, isBest: true, map });
  }

  /** One round of sending what was logged. Returns the wait until the next. */
  async #sendRecords(signal: AbortSignal): Promise<number> {
    const { warn, sendInterval, stopInterval } = this.#settings;
    let asks = false;
    try {
      await this.#writer.seal();
      const target = await this.#reach(signal);
      asks = target.capabilities.has('events');
      const delivery = await deliverRecords(this.#spool, target, {
        below: this.#writer.current,
        signal,
        warn,
      });
      let { cancelled } = delivery;
      if (delivery.segments > 0) this.#sentAt = performance.now();
      else if (asks && performance.now() - this.#sentAt >= stopInterval) {
        cancelled = await sendRecords(target, [], signal);
        this.#sentAt = performance.now();
      }
      if (cancelled) this.#stop.abort(new Error('stopped from the web page'));
      if (delivery.segments > 0) this.#outage.over();
      this.#full = false;
    } catch (error) {
      if (!signal.aborted) this.#outage.noted(error);
      await this.#limitSpool().catch(() => undefined);
    }
    return asks ? Math.min(sendInterval, stopInterval) : sendInterval;
  }

  /** Uploads what waits. Returns the wait until the next look. */
  async #sendCheckpoints(signal: AbortSignal): Promise<number> {
    if (this.#target === null) return UPLOAD_PAUSE;
    try {
      await deliverCheckpoints(this.#spool, this.#target, {
        deadline: 3_600_000,
        signal,
        warn: this.#settings.warn,
        onProgress: this.#settings.onProgress,
        onBusy: (file) => {
          this.#busy = file;
        },
      });
      return 3_600_000;
    } catch (error) {
      if (!signal.aborted) this.#outage.noted(error);
      return UPLOAD_PAUSE;
    } finally {
      this.#busy = null;
    }
  }

  /** Whether there is a place for what is not metrics: on the hub, and in the spool. */
  get #takesExtras(): boolean {
    const taken = this.#target === null || this.#target.capabilities.has('events');
    return this.#ended === null && !this.#full && taken;
  }

  /** Keeps a spool that only grows within its limit: checkpoints go, then no more console comes. */
  async #limitSpool(): Promise<void> {
    const { spool, spoolLimit, warn } = this.#settings;
    const full = !(await makeRoom(spool, 0, spoolLimit, this.#busy, warn));
    if (full && !this.#full) {
      warn('spool_full', `The spool ${spool} is full: only metrics are still taken in.`);
    }
    this.#full = full;
  }

  #refuse(epoch: number): Promise<void> {
    const { warn } = this.#settings;
    if (this.#ended !== null) warn('session_ended', 'Metrics were logged after the end.');
    else warn('invalid_epoch', `Expected an epoch as an integer from 0, got ${epoch}.`);
    return RESOLVED;
  }
}
