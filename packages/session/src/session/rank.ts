/**
 * Whether this process is one of several that train one model together (`torchrun` and its like
 * set `RANK` and `LOCAL_RANK`), and not the one that speaks for them: rank 0, or -1 for none.
 */
export function isSilentRank(env: NodeJS.ProcessEnv = process.env): boolean {
  return [env['RANK'], env['LOCAL_RANK']].some(
    (rank) => rank !== undefined && rank !== '' && Number(rank) > 0,
  );
}
