/**
 * What `GET /app/v1/events` (server-sent events) tells. Every message is named `change` and says
 * only what changed: its reader asks for the rest. Several changes of one kind to one model that
 * happen at once come as one.
 */
export interface LiveChange {
  readonly type: 'metrics' | 'state' | 'checkpoint' | 'model' | 'console' | 'system';
  readonly modelId: string;
}

/**
 * Name of the message that says: changes may have been missed, ask again for everything. Sent
 * when a `Last-Event-ID` is older than what the hub remembers, or is of an earlier run of it.
 */
export const RESYNC = 'resync';
