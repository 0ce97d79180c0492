/**
 * What wraps every reply of the HUB API. `ultralytics` reads `success` of `/v1/auth` and `data` of
 * the rest; `message` is for people.
 */
export interface HubReply<Data> {
  readonly success: true;
  readonly message: string;
  readonly data: Data;
}

/** The HUB API's error reply. `hub-sdk` shows only the status; `code` and `message` are for us. */
export interface HubErrorReply {
  readonly success: false;
  readonly code: string;
  readonly message: string;
  readonly requestId: string;
}
