/** What the flow needs of the world, by need. Adapters implement these; app.ts joins them. */
import type {
  AuditEntry,
  AuditHead,
  AuditRecord,
  Candidate,
  Confirmation,
  IncomingAction,
  IncomingMessage,
  Json,
  LedgerLine,
  Member,
  MessageEvent,
  Notice,
  OwnPost,
  Person,
  PersonId,
  PurgeRequest,
  ReportFileNote,
  ReportRow,
  Session,
  SignInHelp,
  TimeSpan,
} from './model.js';
import type { OfficerToken, RefreshToken } from './secret.js';

/** Time by Webex's clock: its last `Date` header plus our monotonic clock, so a step of the wall clock changes nothing. */
export interface Clock {
  /** Milliseconds since the epoch, by Webex. */
  now(): number;
  /** Our wall clock minus Webex's, in ms; 0 until Webex has answered once. */
  skewMs(): number;
  /** Resolves after `ms` of monotonic time, or rejects when the signal aborts. */
  wait(ms: number, signal?: AbortSignal): Promise<void>;
}

export interface Random {
  /** Lower-case letters and digits, unguessable. */
  token(length: number): string;
  /** A number in [0, 1), for jitter. */
  fraction(): number;
}

// ── The officers' side ────────────────────────────────────────────────────────────────────────────────────────────

export type Probe =
  | { readonly ok: true }
  | { readonly ok: false; readonly cause: 'not-signed-in' | 'refused' | 'unreachable'; readonly status: number | null };

/** How a span of events is read. */
export interface Reading {
  readonly signal?: AbortSignal | undefined;
  /** Told of each part that Webex fails to give after all tries; the rest is read without it. Left out: that fails the reading. */
  readonly missed?: (span: TimeSpan) => void;
  /** Told of each part that is done with, read or missed. */
  readonly passed?: (span: TimeSpan) => void;
}

/** Reads the org with the token of the officer named first. */
export interface EventReader {
  /** GET /events?resource=messages&max=1: 200 proves role and scope; Webex offers officers no other proof. */
  probe(officer: PersonId): Promise<Probe>;
  /** All events of the span, page by page, in whatever order Webex gives them; duplicates are possible. */
  messageEvents(
    officer: PersonId,
    type: 'created' | 'deleted',
    span: TimeSpan,
    reading?: Reading,
  ): AsyncIterable<readonly MessageEvent[]>;
  /** Null where Webex will not tell (403, 404). */
  members(officer: PersonId, roomId: string): Promise<readonly Member[] | null>;
  /** Unknown ids are missing from the answer. Asked in batches. */
  people(officer: PersonId, ids: readonly PersonId[]): Promise<readonly Person[]>;
}

/**
 * What the bot itself has posted in the admin space, by Webex's event log: a second memory, which nobody who holds our data
 * folder can turn back.
 */
export interface OwnPosts {
  /** Posts of the span that show a head of the audit, in whatever order; duplicates are possible. Read as the officer. */
  showingHeads(officer: PersonId, span: TimeSpan, signal?: AbortSignal): AsyncIterable<readonly OwnPost[]>;
}

export interface DeletionAnswer {
  /** Null when no HTTP answer came. */
  readonly status: number | null;
  readonly attempts: number;
  readonly trackingId: string | null;
  /** What Webex said, or why none came; never message text. */
  readonly reason: string | null;
}

/** The only way to delete. A rehearsal has none. Never throws for an answer of Webex's, whatever its status. */
export interface Deleter {
  /** Tries once, as soon as the officer's limit allows. Null when the signal aborted before a request for this message was sent. */
  delete(officer: PersonId, messageId: string, signal: AbortSignal): Promise<DeletionAnswer | null>;
}

/** Who has signed in; the tokens stay behind this. */
export interface SignIn {
  session(personId: PersonId): Promise<Session | null>;
  sessions(): Promise<readonly Session[]>;
  /** True when there was something to forget. */
  forget(personId: PersonId): Promise<boolean>;
  help(): SignInHelp;
}

// ── The chat side ─────────────────────────────────────────────────────────────────────────────────────────────────

export interface Rendered {
  /** At most 7,439 bytes each, by Webex's limit. What shows where cards do not, and in notifications. */
  readonly markdown: string;
  /** Adaptive Card 1.3 JSON. */
  readonly card: { readonly [key: string]: Json } | null;
}

export interface Attachment {
  readonly path: string;
  /** Name shown in the space. */
  readonly name: string;
}

/** Speaks in the admin space with the bot's token. Ids are Webex message ids. */
export interface Chat {
  /** `head`: the audit's, for notices of a step on record, so that Webex keeps a dated copy of it. */
  render(notice: Notice, head?: AuditHead): Rendered;
  /** `parentId`: answer in that message's thread. */
  post(message: Rendered, parentId?: string): Promise<string>;
  /** False where Webex refuses the edit (400: ten edits spent, or a message with attachments). */
  edit(messageId: string, message: Rendered): Promise<boolean>;
  /** Of a message of our own; already gone is fine. */
  remove(messageId: string): Promise<void>;
  attach(message: Rendered, file: Attachment, parentId?: string): Promise<string>;
  direct(personId: PersonId, message: Rendered, file?: Attachment): Promise<string>;
  /** The one answer given in a space that the bot does not serve. */
  elsewhere(roomId: string, message: Rendered): Promise<void>;
}

export interface InboxHandlers {
  message(message: IncomingMessage): Promise<void>;
  /** Only the id is trusted; the rest is fetched. */
  action(actionId: string): Promise<void>;
}

/** What people do in the space. Handlers never reject: they answer for their own failures. */
export interface Inbox {
  subscribe(handlers: InboxHandlers): void;
  fetchAction(actionId: string): Promise<IncomingAction>;
  /** Null where Webex no longer has it. */
  fetchMessage(messageId: string): Promise<{ readonly card: Json | null; readonly roomId: string } | null>;
  /** What somebody said to the bot, as Webex holds it now; null where it no longer does. */
  fetchSaid(messageId: string): Promise<IncomingMessage | null>;
  /** Null for an id Webex does not know. */
  person(personId: PersonId): Promise<Person | null>;
  /** Everybody in the admin space, the bot included. */
  members(): Promise<readonly Member[]>;
}

/** Which webhook deliveries came before, restarts included. */
export interface SeenDeliveries {
  /** True once for each id, for 90 days. Never rejects. */
  first(id: string): Promise<boolean>;
}

// ── Legal holds ───────────────────────────────────────────────────────────────────────────────────────────────────

/** Looks people up in Webex with the bot's token; null for one it does not know. */
export interface Directory {
  person(id: string): Promise<Person | null>;
  personByEmail(email: string): Promise<Person | null>;
}

/** One row of HOLDS_CSV. */
export interface HoldRow {
  /** An e-mail address in lower case, or an id. */
  readonly who: string;
  readonly reason: string | null;
}

export interface HoldFileContent {
  /** Hex SHA-256 of the file's bytes. */
  readonly sha256: string;
  /** Each `who` once. */
  readonly rows: readonly HoldRow[];
}

/** The file of HOLDS_CSV, which somebody else keeps. */
export interface HoldFile {
  /** Another one whenever the file is another; null where there is none. */
  stamp(): Promise<string | null>;
  /** Rejects with an AppError that names the line and what is wrong with it. */
  read(): Promise<HoldFileContent>;
}

// ── What must outlive the process ─────────────────────────────────────────────────────────────────────────────────

export interface RequestStore {
  get(id: string): Promise<PurgeRequest | null>;
  all(): Promise<readonly PurgeRequest[]>;
  /** Rejects when the id exists. */
  insert(request: PurgeRequest): Promise<void>;
  /**
   * Compare and set: stores `next` with version + 1 only if the stored version still equals `next.version`.
   * Answers what now stands, or null when somebody else was first. On disk before it resolves.
   */
  replace(next: PurgeRequest): Promise<PurgeRequest | null>;
  /** Compare and set: forgets it only if the stored version still equals its own. False where it does not. */
  remove(request: PurgeRequest): Promise<boolean>;
}

/** Small facts that outlive the process: the settings of the last start, pinned officers. */
export interface Facts {
  get(name: string): Promise<Json | undefined>;
  set(name: string, value: Json): Promise<void>;
}

/** Written before the step it records: when `append` rejects, the step must not happen. */
export interface Audit {
  append(entry: AuditEntry): Promise<AuditHead>;
  head(): AuditHead;
}

/** What the audit holds already. Reads the whole file: for the start and for what a crash cut off. */
export interface AuditPast {
  records(): AsyncIterable<readonly AuditRecord[]>;
}

export interface Frozen {
  readonly digest: string;
  readonly count: number;
}

/** Takes candidates in any order; freezes them sorted by created, then id, each once. Memory does not grow with them. */
export interface ManifestWriter {
  add(candidates: readonly Candidate[]): Promise<void>;
  /** On disk, mode 0600, when this resolves. */
  freeze(): Promise<Frozen>;
  /** Removes everything of this purge. */
  discard(): Promise<void>;
}

/** One thing that a scan learns of a message. */
export type Finding =
  | ({ readonly kind: 'written' } & Written)
  /** Written by somebody whom the filters leave out. */
  | { readonly kind: 'filtered' }
  | { readonly kind: 'deleted' }
  /** On the approved list of another purge; settled there, once nothing more is tried. */
  | { readonly kind: 'listed'; readonly purge: string }
  | { readonly kind: 'settled'; readonly purge: string };

/** What the list needs of a message's event. */
export type Written = Pick<MessageEvent, 'created' | 'senderId' | 'senderEmail' | 'roomId'>;

export interface Found {
  readonly messageId: string;
  readonly finding: Finding;
}

/** All that a scan learned of one message, each finding once, always in the same order. */
export interface MessageFindings {
  readonly messageId: string;
  readonly findings: readonly Finding[];
}

/** Findings in any order and however often, handed back message by message. Memory does not grow with them. */
export interface Gathering {
  add(found: readonly Found[]): Promise<void>;
  /** Once, after the last `add`. Batches may be empty. */
  byMessage(): AsyncIterable<readonly MessageFindings[]>;
  /** Leaves nothing of it behind. */
  discard(): Promise<void>;
}

export interface RoomMembers {
  readonly roomId: string;
  readonly members: readonly Member[];
}

/** Members of 1:1 rooms, remembered across scans: they never change. */
export interface MemberCache {
  /** All that is known; a later entry of a room replaces an earlier one. */
  all(): AsyncIterable<readonly RoomMembers[]>;
  add(rooms: readonly RoomMembers[]): Promise<void>;
}

export interface Ledger {
  /** On disk before any DELETE of these is sent. */
  intend(messageIds: readonly string[], by: PersonId): Promise<void>;
  record(line: LedgerLine): Promise<void>;
  close(): Promise<void>;
}

export interface StoredFile {
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** `digest` is the frozen list's, as everywhere. */
export interface FileDigests {
  readonly digest: string | null;
  readonly card: string | null;
  readonly ledger: string | null;
  readonly report: string | null;
}

/** The folder of one purge. Ids are checked against the form of an id before they reach a path. */
export interface PurgeFiles {
  newManifest(id: string): Promise<ManifestWriter>;
  /** For one scan; what a crash leaves of it is cleared away at the next start. */
  gather(id: string): Promise<Gathering>;
  /** Rejects before the first candidate when the file's digest is not `digest`. */
  manifest(id: string, digest: string): AsyncIterable<readonly Candidate[]>;
  /** Keeps the card as first posted; answers its SHA-256. */
  keepCard(id: string, card: Json): Promise<string>;
  openLedger(id: string): Promise<Ledger>;
  /** Outcomes so far; a torn last line is dropped. */
  outcomes(id: string): AsyncIterable<readonly LedgerLine[]>;
  /** Ids intended so far, outcome known or not. */
  intended(id: string): AsyncIterable<readonly string[]>;
  ledgerFile(id: string): Promise<StoredFile>;
  /** Replaces an earlier report. */
  writeReport(id: string, rows: AsyncIterable<readonly ReportRow[]>): Promise<StoredFile>;
  /** The report as it can travel: itself up to 20 MB, gzipped above, nothing above Webex's 100 MB. A made copy is gone after `remove`. */
  packReport(
    id: string,
  ): Promise<{ readonly note: ReportFileNote; readonly file: Attachment | null; remove(): Promise<void> }>;
  /** The frozen list as CSV, for `list`; a temporary file, gone after `remove`. */
  writeList(id: string, digest: string): Promise<StoredFile & { remove(): Promise<void> }>;
  /** SHA-256 of each file as it is now, null for one that is not there; null where nothing is there at all. */
  digests(id: string): Promise<FileDigests | null>;
  /** Removes everything of this purge; already gone is fine. */
  remove(id: string): Promise<void>;
  /** Free under the data folder, for this account. */
  freeBytes(): Promise<number>;
  /** Whether a file named STOP stands in the data folder. */
  stopFileStands(): Promise<boolean>;
}

/** What Webex's event log confirms. */
export type Confirmations = ReadonlyMap<string, Confirmation>;

// ── The log ───────────────────────────────────────────────────────────────────────────────────────────────────────

export type LogFields = Readonly<Record<string, unknown>>;

/** One structured logger, handed in; a child for each component and purge. Safe fields only: never message text, never a token. */
export interface Log {
  debug(event: string, fields?: LogFields): void;
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
  child(fields: LogFields): Log;
}

// ── What is measured ──────────────────────────────────────────────────────────────────────────────────────────────

/** The metrics as they stand, for whoever scrapes them. */
export interface Exposition {
  /** Of `text`, for the header of that name. */
  readonly contentType: string;
  text(): Promise<string>;
}

/** How one officer's share of Webex's limits is used now; it does not tell whose it is. */
export interface LaneStanding {
  /** So many requests may be under way at once, as far as Webex has let us find out. */
  readonly width: number;
  readonly inFlight: number;
  readonly waiting: number;
  /** Requests a second that Webex turned out to permit; null until it has refused one. */
  readonly perSecond: number | null;
}

// ── Sign-in, as the web side sees it ──────────────────────────────────────────────────────────────────────────────

export type SignInResult =
  { readonly ok: true; readonly session: Session } | { readonly ok: false; readonly refusal: SignInRefusal };

export type SignInRefusal =
  /** Missing, used, older than ten minutes, or from another browser. */
  | { readonly kind: 'state' }
  /** Webex sent the person back with an error; both are foreign text. */
  | { readonly kind: 'webex'; readonly error: string; readonly description: string | null }
  /** The integration is not registered for all that we ask of it. `said` is foreign text. */
  | { readonly kind: 'scopes-unregistered'; readonly needed: readonly string[]; readonly said: string }
  | { readonly kind: 'code-refused' }
  | { readonly kind: 'not-officer'; readonly name: string; readonly email: string }
  | { readonly kind: 'no-role'; readonly name: string; readonly missingScopes: readonly string[] }
  | { readonly kind: 'unreachable' };

/** The officers' desk: begins a sign-in and finishes it when the browser comes back. */
export interface SignInDesk {
  /** `browser`: the secret put in the browser's cookie; the answer of Webex must come back with it. */
  begin(): Promise<{ readonly location: string; readonly browser: string }>;
  finish(query: Readonly<Record<string, string>>, browser: string | null): Promise<SignInResult>;
}

export interface TokenSet {
  readonly accessToken: OfficerToken;
  readonly accessEndsAt: string;
  readonly refreshToken: RefreshToken;
  readonly refreshEndsAt: string;
  readonly scopes: readonly string[];
}

export interface VaultRecord {
  readonly personId: PersonId;
  readonly email: string;
  readonly displayName: string;
  readonly signedInAt: string;
  readonly tokens: TokenSet;
  /** Since when Webex is asked for newer tokens than these; null where it is not, or its answer is kept. */
  readonly renewalBegunAt: string | null;
}

/** Officers' tokens, encrypted at rest. */
export interface Vault {
  get(personId: PersonId): Promise<VaultRecord | null>;
  list(): Promise<readonly VaultRecord[]>;
  put(record: VaultRecord): Promise<void>;
  /** Compare and set: only where the tokens of `before` still stand; null removes. False where they do not. */
  replace(before: VaultRecord, next: VaultRecord | null): Promise<boolean>;
  remove(personId: PersonId): Promise<boolean>;
}
