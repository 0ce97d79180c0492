/**
 * Reads by key. Those who ask while a read is under way share the next one, so that many who ask at
 * the same moment cost little more than one.
 */
export class GatheredReads<Key, Value> {
  readonly #read: (keys: readonly Key[]) => Promise<ReadonlyMap<Key, Value>>;
  #waiting = new Map<Key, PromiseWithResolvers<Value | undefined>>();
  #isReading = false;

  /** @param read what there is of some keys, each of which is named once */
  constructor(read: (keys: readonly Key[]) => Promise<ReadonlyMap<Key, Value>>) {
    this.#read = read;
  }

  /**
   * What there is of a key, as of now or later.
   * @throws what the read threw
   */
  get(key: Key): Promise<Value | undefined> {
    const waiting = this.#waiting.get(key) ?? Promise.withResolvers<Value | undefined>();
    this.#waiting.set(key, waiting);
    if (!this.#isReading) void this.#run();
    return waiting.promise;
  }

  async #run(): Promise<void> {
    this.#isReading = true;
    while (this.#waiting.size > 0) {
      const batch = this.#waiting;
      this.#waiting = new Map();
      try {
        const found = await this.#read([...batch.keys()]);
        for (const [key, { resolve }] of batch) resolve(found.get(key));
      } catch (error) {
        for (const { reject } of batch.values()) reject(error);
      }
    }
    this.#isReading = false;
  }
}
