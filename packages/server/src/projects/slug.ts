/** Longest slug, in characters: what the Platform callback cuts its own at. */
const MAX_SLUG = 128;

/**
 * The URL form of a name: lower case, `a-z0-9-` only. The Platform callback makes the same of its
 * names (spaces to hyphens, everything else outside the set dropped), so both meet in one project.
 */
export function slugOf(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9\s-]/g, '')
    .replace(/\s+/g, '-')
    .replace(/-+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, MAX_SLUG)
    .replace(/-$/, '');
}
