/** What is to be written and hashed, or whose hash is asked for. */
export interface WriterRequest {
  readonly id: number;
  /** Which file's hash goes on. */
  readonly file: number;
  readonly write?: {
    readonly fd: number;
    /** Where in the file, in bytes. */
    readonly position: number;
    readonly memory: SharedArrayBuffer;
    /** Where in the memory, and how much of it. */
    readonly offset: number;
    readonly length: number;
  };
  /** Nothing more comes for this file: its hash is forgotten. */
  readonly forget?: true;
}

export interface WriterReply {
  readonly id: number;
  /** SHA-256 of all that was written for the file, lower-case hex. */
  readonly hash?: string;
  /** What the system said instead. */
  readonly error?: { readonly message: string; readonly code: string | undefined };
}
