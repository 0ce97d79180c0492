/** Somebody who does the work. */
export interface Contestant<Measure> {
  readonly name: string;
  measure(round: number): Promise<Measure>;
  /** What is kept still while others are measured: some servers are busy even when idle. */
  readonly server?: Pausable;
  /** Takes part in the first rounds only, where one takes it long; by default in all. */
  readonly rounds?: number;
}

interface Pausable {
  pause(): void;
  resume(): void;
}

/**
 * Lets contestants do the same work in turns (A B A B …), so that whatever else the machine does
 * falls upon all of them.
 * @returns what each measured, by name and round
 */
export async function alternate<Measure>(
  contestants: readonly Contestant<Measure>[],
  rounds: number,
): Promise<Map<string, Measure[]>> {
  const measured = new Map<string, Measure[]>(contestants.map(({ name }) => [name, []]));
  for (const { server } of contestants) server?.pause();
  for (let round = 0; round < rounds; round++) {
    for (const contestant of contestants) {
      if (round >= (contestant.rounds ?? rounds)) continue;
      contestant.server?.resume();
      measured.get(contestant.name)!.push(await contestant.measure(round));
      contestant.server?.pause();
    }
  }
  for (const { server } of contestants) server?.resume();
  return measured;
}
