/**
 * The one catalogue of errors: code, HTTP status, and the sentence that says what to do.
 *
 * Codes are stable: scripts may match them. Each API wraps them as its clients expect (HUB API:
 * `{success: false, code, message}`; Platform API: `{error, code}`; ours: RFC 9457 problem details).
 */
export const ERRORS = {
  malformed_json: [400, 'The body is not valid JSON. Send one JSON value as application/json.'],
  invalid_body: [422, 'The body does not have the expected fields.'],
  invalid_query: [422, 'The query parameters do not have the expected form.'],
  invalid_metrics: [
    422,
    'Metrics must be an object of epoch (integer from 0) to an object of series name to number.',
  ],
  invalid_multipart: [400, 'The body is not a complete multipart/form-data upload. Send it again.'],
  missing_file: [422, 'The upload holds no file. Send one multipart part with a file name.'],
  too_many_series: [
    422,
    'One model may hold at most 20,000 series, and one call may bring at most 10,000.',
  ],
  name_too_long: [422, 'A name may have at most 256 characters. Choose a shorter one.'],
  not_signed_in: [
    401,
    'Sign in, or send an API key as x-api-key or as a Bearer token. Keys are made in Settings > API keys.',
  ],
  invalid_credentials: [
    401,
    'That API key or session is not valid: it may be mistyped, expired or revoked. Make a new one in Settings > API keys.',
  ],
  wrong_password: [401, 'E-mail or password is wrong.'],
  scope_too_small: [
    403,
    "This API key's scope does not allow that. Use a key with a larger scope.",
  ],
  not_allowed: [403, 'Only the owner of this hub may do that.'],
  link_expired: [
    403,
    'This link has expired or was altered. Ask the hub for the model or dataset again to get a fresh one.',
  ],
  not_found: [404, 'There is no such object, or you may not see it.'],
  no_such_route: [404, 'The hub has no such address. The API is described in the documentation.'],
  not_ready: [409, 'This is not ready yet: nothing has been uploaded. Upload it first.'],
  conflict: [409, 'That name is taken. Choose another one.'],
  state_conflict: [409, "The model's state does not allow that."],
  body_too_large: [413, 'The body is larger than this address accepts.'],
  upload_too_large: [
    413,
    'The upload is larger than this hub accepts. Its operator can raise TRAINYARD_MAX_UPLOAD.',
  ],
  quota_exceeded: [
    413,
    'Your account has no storage left for this. Delete something for good, also from the trash, or ask the owner of this hub for more.',
  ],
  length_required: [411, 'Declare the length of the body (Content-Length).'],
  upload_cut_off: [408, 'The upload ended too early or ran too long. Send the file again.'],
  unsupported_media_type: [415, 'That content type is not accepted here.'],
  not_an_image: [422, 'The file is not a PNG, JPEG, GIF or WebP image.'],
  empty_upload: [422, 'The uploaded file is empty. Check the path and send it again.'],
  checkpoint_torn: [
    422,
    'The checkpoint is incomplete: its archive directory is missing, as when a file is sent while it is being written. Send it again.',
  ],
  checksum_mismatch: [
    460,
    'What arrived is not what was announced: its sha256 differs. Send it again from the start.',
  ],
  dataset_refused: [422, 'The dataset was refused.'],
  archive_refused: [422, 'This is not an archive of a project that this hub can read.'],
  range_not_satisfiable: [416, 'The requested range lies outside the file.'],
  private_address: [
    422,
    'This hub sends nothing to addresses of its own network. Its operator can allow that with TRAINYARD_PRIVATE_WEBHOOKS=allow.',
  ],
  rate_limited: [429, 'Too many tries. Wait a minute and try again.'],
  internal: [500, 'The hub failed on this request. Its log has the details under this request id.'],
  not_implemented: [501, 'This hub does not do that yet.'],
  export_not_implemented: [
    501,
    'This hub does not convert models yet. Download the weights and run `yolo export` on them.',
  ],
  inference_not_implemented: [
    501,
    'This hub does not run inference yet. Download the weights and run `yolo predict` on them.',
  ],
  unavailable: [503, 'The hub cannot do that at the moment. Try again in a few seconds.'],
  storage_unavailable: [
    503,
    'The storage of this hub does not answer at the moment. What was acknowledged is safe; try again in a few seconds.',
  ],
  storage_full: [
    507,
    'The hub has no disk space left. Its operator has to free some; then send it again.',
  ],
} as const satisfies Record<string, readonly [status: number, message: string]>;

/** A stable error code. */
export type ErrorCode = keyof typeof ERRORS;

/** What an error may carry beside its code. */
export interface HubErrorOptions {
  /** Replaces the catalogue's sentence by a more precise one. */
  readonly message?: string;
  /** Machine-readable details, merged into the reply. Never a secret. */
  readonly details?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

/** An error that a caller is told about, by its code in {@link ERRORS}. */
export class HubError extends Error {
  override readonly name = 'HubError';
  readonly code: ErrorCode;
  /** HTTP status of the reply. */
  readonly status: number;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, options: HubErrorOptions = {}) {
    const [status, message] = ERRORS[code];
    super(options.message ?? message, options.cause === undefined ? {} : { cause: options.cause });
    this.code = code;
    this.status = status;
    this.details = options.details ?? {};
  }
}
