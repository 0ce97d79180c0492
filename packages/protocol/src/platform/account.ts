/** `GET /api/settings`: `yolo login` of 8.4.115 to 8.4.128 reads only the status. */
export interface SettingsReply {
  readonly username: string;
  readonly email: string;
}

/** `GET /api/account/summary`: `yolo login` of 8.4.154 and later. */
export interface AccountSummaryReply {
  readonly username: string;
  readonly name: string;
  readonly accountType: 'personal';
  readonly plan: 'enterprise';
  readonly creditsCents: 0;
  readonly counts: {
    readonly projects: number;
    readonly datasets: number;
    readonly models: number;
  };
  readonly teams: readonly [];
}
