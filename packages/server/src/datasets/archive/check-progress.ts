/** How far a check has come. */
export interface CheckProgress {
  /** `directory`: entries listed; `labels`: label files read. */
  readonly step: 'directory' | 'labels';
  readonly done: number;
  /** How many there will be in this step. */
  readonly total: number;
}
