import Type from 'typebox';

/**
 * A heartbeat. `agentId` is null until the hub has assigned one; the reply's `data.agentId` is
 * adopted by the client, so it must always be there.
 */
export const HeartbeatBody = Type.Object({
  /** e.g. `python-3.11.7-local`. */
  agent: Type.Optional(Type.String({ maxLength: 256 })),
  agentId: Type.Optional(Type.Union([Type.String({ maxLength: 256 }), Type.Null()])),
});
export type HeartbeatBody = Type.Static<typeof HeartbeatBody>;

export interface HeartbeatReply {
  readonly agentId: string;
}
