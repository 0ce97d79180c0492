import type { HubAccess, HubPower } from './hub.ts';
import type { PythonRun } from './python-run.ts';

/** What came of one operation with one client. */
export type Outcome =
  | { readonly kind: 'ok' }
  /** The client gets it wrong by itself; the case asserted what it does, so a change is noticed. */
  | { readonly kind: 'defect'; readonly reason: string }
  /** This client has no such thing, or this run was not given what it needs. */
  | { readonly kind: 'unsupported'; readonly reason: string }
  | { readonly kind: 'fail'; readonly reason: string };

/** An environment for one client: real packages from the registry, as they are. */
export interface Environment {
  /** Name of its folder in the cache. */
  readonly name: string;
  /** Packages with exact versions, installed with what they ask for. */
  readonly packages: readonly string[];
  /** Packages with exact versions, installed without what they ask for: the torch layer has it. */
  readonly bare?: readonly string[];
  /** Lies on top of the shared layer that has torch. Default false: nothing but `packages`. */
  readonly torch?: boolean;
}

/** One version of a client, and how it differs from what the cases expect. */
export interface Client {
  /** The column's heading, e.g. `8.4.114`. */
  readonly name: string;
  readonly environment: Environment;
  /** Environment variables for the Python scripts: how this version spells things. */
  readonly variables: Readonly<Record<string, string>>;
  /** Reasons, by operation: it gets this wrong by itself. */
  readonly defects: Readonly<Record<string, string>>;
  /** Reasons, by operation: it has no such thing. */
  readonly unsupported: Readonly<Record<string, string>>;
  /** In place of the family's cases, for a client too different to run them. */
  readonly cases?: readonly Case[];
}

/** One thing that is done with a client, and the operations which that proves. */
export interface Case {
  readonly name: string;
  /** Rows of the matrix. An operation without an outcome at the end of the case has failed. */
  readonly operations: readonly string[];
  /** The subset of `operations` that needs an e-mail address and a password of an account. */
  readonly needPassword?: readonly string[];
  /** The subset of `operations` for which the hub is switched off and on. */
  readonly needPower?: readonly string[];
  /** After this long the case has failed and its processes are killed, in seconds. */
  readonly deadline: number;
  run(bench: Bench): Promise<void>;
}

/** Clients of one kind: they share cases, and a table. */
export interface Family {
  /** For `--only`, and the table's heading. */
  readonly name: string;
  readonly clients: readonly Client[];
  readonly cases: readonly Case[];
  /** For a hub whose files lie in a bucket; left out with any other. Default false. */
  readonly onBucket?: boolean;
}

/** What a case works with. */
export interface Bench {
  readonly hub: HubAccess;
  /** Undefined when the hub is someone else's. */
  readonly power: HubPower | undefined;
  readonly client: Client;
  /** Drawn once for all: the dataset's zip, its unpacked folder, one of its pictures. */
  readonly shapes: Shapes;
  /** A new folder of this case's own. */
  readonly folder: string;
  /** Aborted at the case's deadline. */
  readonly signal: AbortSignal;
  /** True unless the client lacks the operation. */
  supports(operation: string): boolean;
  /** Starts a script of `compat/python` with this client, at home in `home` (default `folder`). */
  python(script: string, args: readonly string[], options?: RunOptions): PythonRun;
  /** The client's own Python. */
  readonly executable: string;
  /** The same with the newest hub-sdk, for what a case needs around the client. */
  helper(script: string, args: readonly string[]): PythonRun;
  /** Notes that an operation went well; Python scripts do so with `report.operation`. */
  ok(operation: string): void;
}

export interface RunOptions {
  readonly home?: string;
}

export interface Shapes {
  readonly archive: string;
  readonly dataYaml: string;
  readonly picture: string;
  /** The zip of every other task, and what a trainer must find in its training split. */
  readonly byTask: Readonly<Record<string, TaskShapes>>;
}

export interface TaskShapes {
  readonly archive: string;
  readonly images: number;
  readonly instances: number;
}
