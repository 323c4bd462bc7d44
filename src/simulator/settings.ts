/** What a script may change while the simulator runs. */
export interface Settings {
  /** Every API answer waits this long. */
  latencyMs: number;
  /** Requests a second that one person may make over all tokens; 0 = no limit. */
  ratePerSecond: number;
  /** How many requests may come at once before the rate applies. */
  rateBurst: number;
  /** The 429's Retry-After: 'seconds' or 'date' (true values), 'missing', or any other text, sent as it is. */
  retryAfter: string;
  eventsOrder: 'asc' | 'desc' | 'shuffled';
  /** So many empty pages follow each page of events that is not the last. */
  emptyPages: number;
  /** Next links keep the cursor only and lose resource, type, from and to. */
  dropQueryInNext: boolean;
  /** Next links point to this origin, e.g. "http://127.0.0.1:9". */
  foreignNext: string;
  /** Events older than this many days are not given out (90 without Pro Pack); 0 = all are. */
  horizonDays: number;
  /** Edits of messages with attachments are answered 400, as Webex's specification says. */
  refuseCardEdits: boolean;
  /** Compliance deletes are answered 204 and nothing happens. */
  ghostDeletes: boolean;
  /** `deleted` events become visible only so long after the deletion. */
  deletedEventDelayMs: number;
  /** Webex's clock minus the machine's. */
  clockOffsetMs: number;
  accessTokenSeconds: number;
  refreshTokenSeconds: number;
  /** Whether a refresh gives a new refresh token and ends the old one. */
  rotateRefreshTokens: boolean;
  /** Webhook bodies carry spaces and \u escapes that a re-serialisation would lose. */
  oddWebhookBodies: boolean;
  /** Share (0 to 1) of the API's answers that are `status` instead. */
  randomFailure: { share: number; status: number };
}

/** Lifetimes as in Webex's Login guide: 14 days for an access token, 90 for a refresh token. */
export const defaultSettings: Settings = {
  latencyMs: 0,
  ratePerSecond: 0,
  rateBurst: 10,
  retryAfter: 'seconds',
  eventsOrder: 'desc',
  emptyPages: 0,
  dropQueryInNext: false,
  foreignNext: '',
  horizonDays: 90,
  refuseCardEdits: false,
  ghostDeletes: false,
  deletedEventDelayMs: 0,
  clockOffsetMs: 0,
  accessTokenSeconds: 1_209_599,
  refreshTokenSeconds: 7_775_999,
  rotateRefreshTokens: false,
  oddWebhookBodies: false,
  randomFailure: { share: 0, status: 502 },
};

/** What the simulator starts with; everything may be left out. */
export interface SimulatorOptions extends Partial<Settings> {
  readonly port?: number;
  readonly seed?: number;
  /** How many people live in the org and next door; one in twenty belongs to another company. */
  readonly people?: number;
  /** How many days back the seeded messages reach. */
  readonly days?: number;
  /** How many messages are seeded; 0 = an empty org with the admin space only. */
  readonly messages?: number;
  /** ISO; what the simulator's clock shows when it starts. */
  readonly now?: string;
  readonly redirectUris?: readonly string[];
  /** The host by which Webex calls itself, where it is not the one it listens on: only a proxy then leads there. */
  readonly shownAs?: string;
  /** End when standard input closes, so that an orphan never lingers. */
  readonly stdin?: boolean;
}
