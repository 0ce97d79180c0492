/** What the last words of a trainer usually mean, most telling first. */
const CAUSES: readonly (readonly [RegExp, string])[] = [
  [
    /CUDA out of memory|OutOfMemoryError.*CUDA|CUBLAS_STATUS_ALLOC_FAILED/i,
    'The GPU ran out of memory: try a smaller batch or image size.',
  ],
  [
    /killed|SIGKILL|oom-kill|MemoryError|Cannot allocate memory/i,
    'It was killed, most often because the machine ran out of memory: try fewer workers, or cache=False.',
  ],
  [
    /No space left on device|ENOSPC|Errno 28/i,
    'The trainer’s disk is full: free some space there.',
  ],
  [
    /DataLoader worker .* (exited|killed)|bus error|shared memory/i,
    'A data loader died: try fewer workers, or more shared memory.',
  ],
  [
    /CUDA error|device-side assert|NCCL/i,
    'The GPU reported an error: check the driver, and labels with a class out of range.',
  ],
  [/KeyboardInterrupt|SIGINT|\^C/i, 'Somebody stopped it at the keyboard.'],
  [/SIGTERM|Terminated/i, 'It was told to end, as machines do when they shut down.'],
  [/nan|inf(inite)? loss/i, 'The loss was no longer a number: try a smaller learning rate.'],
];

/** One sentence about why a trainer has gone, judged by its last lines. */
export function likelyCause(lastLines: string): string {
  const cause = CAUSES.find(([pattern]) => pattern.test(lastLines))?.[1];
  return cause ?? 'Its process, its machine or the network in between has gone.';
}
