import type { Peers } from '../peers.ts';

/** An SQLite file belongs to one process: there is nobody to tell, and nobody to wait for. */
export const NO_PEERS: Peers = {
  tell: async () => {},
  hear: () => () => {},
  onLost: () => {},
  keepsHouse: async () => true,
  exclusively: (_name, work) => work(),
};
