import { sendHeartbeat } from '../client/send-heartbeat.ts';
import { Repeater } from '../deliver/repeater.ts';
import type { Target } from '../deliver/target.ts';
import type { Outage } from '../session/outage.ts';

/** Tells the hub that the trainer lives: at once, then at every interval, until `stop`. */
export class Heartbeat {
  readonly #repeater: Repeater;
  #target: Pick<Target, 'client' | 'modelId'> | null = null;
  #agentId: string | null = null;

  /** @param interval in milliseconds. */
  constructor(agent: string, interval: number, outage: Outage) {
    this.#repeater = new Repeater(async (signal) => {
      try {
        if (this.#target === null) return interval;
        const { client, modelId } = this.#target;
        const sent = { name: agent, agentId: this.#agentId };
        this.#agentId = await sendHeartbeat(client, modelId, sent, signal);
        outage.over();
      } catch (error) {
        if (!signal.aborted) outage.noted(error);
      }
      return interval;
    });
  }

  /** As the hub has assigned it, or null before its first answer. */
  get agentId(): string | null {
    return this.#agentId;
  }

  start(target: Pick<Target, 'client' | 'modelId'>): void {
    this.#target = target;
    this.#repeater.start(0);
  }

  stop(): Promise<void> {
    return this.#repeater.stop();
  }
}
