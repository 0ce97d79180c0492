/** Something that a person may want to know and training need not care about. */
export interface Warning {
  /** Stable, for scripts: `hub_unreachable`, `checkpoint_dropped`, … */
  readonly code: string;
  /** A sentence for people. */
  readonly message: string;
}

/** How the parts of a session say so. */
export type Warn = (code: string, message: string) => void;

/** The default of `onWarning`: one line on standard error. */
export function printWarning({ message }: Warning): void {
  process.stderr.write(`trainyard: ${message}\n`);
}
