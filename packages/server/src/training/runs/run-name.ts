import type { SignedInCaller } from '../../accounts/caller.ts';
import { slugOf } from '../../projects/slug.ts';

/** What a run calls its project and itself, as slugs. */
export interface RunName {
  /** Whose project it says it is, when that is not the caller; else null. */
  readonly owner: string | null;
  readonly project: string;
  readonly name: string;
}

/**
 * Reads the names of a run. `project` may be `owner/project`, but as often it is a folder of the
 * trainer's machine (`runs/detect`): whether it names an owner is for the rules to see.
 * Clients make slugs before they send; ours are made again, so that nothing else becomes one.
 * @param username the caller's own.
 */
export function runName(
  project: string | null | undefined,
  name: string | null | undefined,
  username: string,
): RunName {
  const path = (project ?? '').trim();
  const slash = path.indexOf('/');
  const owner = slash > 0 ? path.slice(0, slash) : null;
  const own = owner === username ? path.slice(slash + 1) : path;
  return {
    owner: owner === username ? null : owner,
    project: slugOf(own.replaceAll('/', '-')) || 'untitled',
    name: slugOf((name ?? '').replaceAll('/', '-')) || 'train',
  };
}

/** What is locked while it is decided what a run of that name is. */
export function runLock({ userId }: SignedInCaller, { project, name }: RunName): string {
  return `run ${userId}/${project}/${name}`;
}
