/**
 * What can be wrong.
 *
 * - `database`: the engine says that its file is damaged, or a row refers to one that is not there
 * - `blob_missing`, `blob_size`, `blob_content`: a file that the database knows is not there, has
 *   another length, or (`--hashes`) other content
 * - `blob_unknown`: a file that the database does not know, older than an hour
 * - `upload_lost`: a resumable upload whose bytes are gone
 * - `rollups`, `figures`: what charts and lists show of a metric is not what its points say
 */
export const FINDING_KINDS = [
  'database',
  'blob_missing',
  'blob_size',
  'blob_content',
  'blob_unknown',
  'upload_lost',
  'rollups',
  'figures',
] as const;
export type FindingKind = (typeof FINDING_KINDS)[number];

export interface Finding {
  readonly kind: FindingKind;
  /** A hash, an id, or the engine's own words. */
  readonly what: string;
  readonly fixed: boolean;
}

/** Most findings that are named one by one; all are counted. */
const MOST_NAMED = 1000;

/** Gathers findings. */
export class Findings {
  readonly named: Finding[] = [];
  readonly counts: Partial<Record<FindingKind, { found: number; fixed: number }>> = {};

  add(finding: Finding): void {
    const { found, fixed } = this.counts[finding.kind] ?? { found: 0, fixed: 0 };
    this.counts[finding.kind] = { found: found + 1, fixed: fixed + (finding.fixed ? 1 : 0) };
    if (this.named.length < MOST_NAMED) this.named.push(finding);
  }

  /** How many are not repaired. */
  get left(): number {
    return Object.values(this.counts).reduce((sum, { found, fixed }) => sum + found - fixed, 0);
  }
}
