/** What processes of one hub tell each other about. */
export type PeerTopic = 'live' | 'api-key' | 'try';

/** What hears what is told. */
export interface PeerListener {
  /** Something was told, by this process or another; the text is an id or a number. */
  heard(text: string): void;
  /** Something may have been told that was not heard: the connection was lost and is back. */
  missed(): void;
}

/**
 * The other processes of the same hub: those on the same database. On SQLite there are none, and
 * everything here is done at once.
 */
export interface Peers {
  /**
   * Tells every process, this one included. Best effort: whoever must not miss a thing keeps it in
   * the database, and looks there again when `missed` is called.
   * @param text an id or a number, at most 200 characters: PostgreSQL carries less than 8000 bytes.
   */
  tell(topic: PeerTopic, text: string): Promise<void>;
  /** @returns a function that ends the subscription. */
  hear(topic: PeerTopic, listener: PeerListener): () => void;
  /**
   * Called in one process when another has ended without saying so.
   * @param listener given when the lost one was last there, in milliseconds since 1970.
   */
  onLost(listener: (seenAt: number) => Promise<void>): void;
  /**
   * Whether this process is the one that does the work that is scheduled. When it ends, another
   * takes over; for a moment there may be none, and after a lost connection two: the work must
   * bear to be done twice.
   */
  keepsHouse(): Promise<boolean>;
  /** Does some work while no other process does any of that name. Not to be nested. */
  exclusively<Result>(name: string, work: () => Promise<Result>): Promise<Result>;
}
