/** Values of one epoch, as found in a trainer's own records. */
export interface EpochValues {
  /** From 0. */
  readonly epoch: number;
  readonly values: Readonly<Record<string, number>>;
}
