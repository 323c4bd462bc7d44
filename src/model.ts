/**
 * The nouns. No code here, only shapes; read this file first.
 * Times are ISO 8601 strings in UTC with milliseconds unless a name ends in `Ms` (a duration or epoch in milliseconds).
 */

// ── People ────────────────────────────────────────────────────────────────────────────────────────────────────────

export type PersonId = string;

export interface Person {
  readonly id: PersonId;
  readonly email: string;
  readonly displayName: string;
  /** Webex omits it for some callers. */
  readonly orgId: string | null;
  readonly kind: 'person' | 'bot';
}

/** A person of OFFICERS whom Webex knows. */
export interface Officer {
  readonly id: PersonId;
  readonly email: string;
  readonly displayName: string;
}

/** Who did something, as the audit names them: a person id, or `bot` or `schedule`. */
export type Actor = string;

/** An officer who has signed in; the tokens themselves stay in the vault. */
export interface Session {
  readonly personId: PersonId;
  readonly email: string;
  readonly displayName: string;
  readonly signedInAt: string;
  /** When the refresh token ends, and with it the sign-in, if it is never used again. */
  readonly endsAt: string;
  /** Scopes asked for that Webex did not grant. */
  readonly missingScopes: readonly string[];
}

// ── What is asked for ─────────────────────────────────────────────────────────────────────────────────────────────

/** Absolute and half open: from ≤ t < to. */
export interface TimeSpan {
  readonly from: string;
  readonly to: string;
}

/** A window as typed. Ages count back from now. */
export type Window =
  | { readonly kind: 'older-than'; readonly ageMs: number }
  | { readonly kind: 'ages'; readonly youngerMs: number; readonly olderMs: number }
  | { readonly kind: 'dates'; readonly from: string; readonly to: string };

/** Several of one kind mean any of them; both kinds together mean both. Compared with the sender, in lower case. */
export interface Filters {
  /** E-mail addresses or person ids. */
  readonly persons: readonly string[];
  readonly domains: readonly string[];
}

/** What a `preview` or `purge` is about; without a window of its own it follows the policy's ages. */
export interface Scope {
  readonly window: Window | null;
  readonly filters: Filters;
}

export type Command =
  | { readonly kind: 'help' | 'whoami' | 'status' | 'signin' | 'signout' }
  /** `resume` without an id: go on with the data folder as it is. */
  | { readonly kind: 'accept-folder' }
  | { readonly kind: 'preview' | 'purge'; readonly scope: Scope }
  | { readonly kind: 'list' | 'resume' | 'report'; readonly id: string }
  /** `count` as it was typed, unread. */
  | { readonly kind: 'approve'; readonly id: string; readonly count: string | null }
  | { readonly kind: 'reject'; readonly id: string; readonly reason: string }
  | { readonly kind: 'cancel'; readonly id: string; readonly reason: string | null }
  | { readonly kind: 'stop'; readonly id: string | null }
  | { readonly kind: 'history'; readonly count: number }
  | { readonly kind: 'schedule'; readonly act: 'show' | 'pause' | 'resume' }
  | { readonly kind: 'hold'; readonly action: 'list' }
  | { readonly kind: 'hold'; readonly action: 'add'; readonly who: string; readonly reason: string | null }
  | { readonly kind: 'hold'; readonly action: 'remove'; readonly who: string }
  /** The first word is no command. */
  | { readonly kind: 'unknown'; readonly text: string }
  /** The first word is a command, the rest cannot be followed. */
  | { readonly kind: 'malformed'; readonly command: string; readonly problem: CommandProblem };

export type CommandProblem =
  | { readonly kind: 'window-unreadable'; readonly text: string }
  /** `30d..10d`: the younger end comes first. Or `from` is not before `to`. */
  | { readonly kind: 'window-backwards'; readonly text: string }
  | { readonly kind: 'window-in-future'; readonly text: string }
  /** Reaches messages younger than MIN_MSG_AGE. */
  | { readonly kind: 'window-too-young'; readonly text: string; readonly floor: string }
  /** Its older end is not older than its younger one once CHECK_EVENTS_FROM_AGE is put in. */
  | { readonly kind: 'window-beyond-horizon'; readonly text: string; readonly horizon: string }
  | { readonly kind: 'filter-unreadable'; readonly text: string }
  | { readonly kind: 'id-missing' }
  | { readonly kind: 'id-unreadable'; readonly text: string }
  | { readonly kind: 'reason-missing' }
  | { readonly kind: 'number-unreadable'; readonly text: string }
  /** Neither `list`, `add WHO` nor `remove WHO`, or WHO is neither an address nor an id. */
  | { readonly kind: 'hold-unreadable'; readonly text: string }
  | { readonly kind: 'too-many-words'; readonly text: string };

// ── What is found ─────────────────────────────────────────────────────────────────────────────────────────────────

/** One `messages` event, without the message's text, which we never keep. */
export interface MessageEvent {
  readonly messageId: string;
  /** When the message was written (`created` events) or removed (`deleted` events). */
  readonly created: string;
  readonly senderId: PersonId;
  readonly senderEmail: string;
  readonly roomId: string;
  readonly roomType: string;
  /** Who acted: for a `deleted` event, who deleted. */
  readonly actorId: PersonId;
}

export interface Member {
  readonly personId: PersonId;
  readonly email: string;
  readonly orgId: string | null;
}

/** Somebody in the admin space who should perhaps not see what is posted there. */
export interface Onlooker extends Member {
  readonly officer: boolean;
  /** Known to be of another organisation than the officers. */
  readonly outside: boolean;
}

/** One line of the manifest, in the names of the file. */
export interface Candidate {
  readonly message_id: string;
  readonly created: string;
  readonly sender_id: PersonId;
  readonly sender: string;
  readonly room_id: string;
  readonly other_id?: PersonId;
  readonly other?: string;
  readonly other_org?: string;
}

/** Why a direct message of the window is not on the list. */
export type LeftOutReason =
  'already-gone' | 'filtered' | 'external' | 'bot' | 'members-unknown' | 'held' | 'in-open-purge';

export interface Busy {
  readonly email: string;
  readonly messages: number;
}

/** Messages of the list by week, or by several weeks where the window is long. */
export interface Week {
  /** Midnight UTC of its Monday. */
  readonly from: string;
  readonly messages: number;
}

/** A span that Webex failed to give even in small pieces; `events` says what is not known of it. */
export interface Hole extends TimeSpan {
  readonly events: 'created' | 'deleted';
}

/** What a scan could not read, so that nobody takes its count for the whole. */
export interface Coverage {
  /** In order of time. */
  readonly holes: readonly Hole[];
  /** Asked for, and empty before this: without Pro Pack, Webex gives events of the last 90 days. */
  readonly nothingBefore: string | null;
}

/** Messages with people of other organisations, where these are included. */
export interface Outside {
  /** In rooms with somebody known to be outside. */
  readonly messages: number;
  /** Of these, written by people outside. */
  readonly written: number;
}

/** The last purge of the policy, to compare with. */
export interface PreviousPurge {
  readonly id: string;
  readonly finishedAt: string;
  readonly messages: number;
  readonly people: number;
  readonly oldest: string | null;
  /** In rooms with somebody outside; null where these were excluded. */
  readonly external: number | null;
}

/** How long deletion will take. */
export interface Forecast {
  readonly perSecond: number;
  /** `measured`: what the last run was permitted. `published`: Webex's own figure, as no run has shown another yet. */
  readonly basis: 'measured' | 'published';
  readonly durationMs: number;
  /** If it were approved as soon as it was listed, its grace included. */
  readonly endsAt: string;
}

/** Messages of the list that later scans cannot find again, if nobody decides: they look back CHECK_EVENTS_FROM_AGE. */
export interface Passing {
  /** When the first of them is out of reach. */
  readonly from: string;
  readonly until: string;
  /** Out of reach by `until`. */
  readonly messages: number;
}

/** One of the windows that a list above MAX_MESSAGES can be asked for in. */
export interface Part extends TimeSpan {
  readonly messages: number;
}

export interface Split {
  /** How many parts the whole list takes. */
  readonly parts: number;
  /** At most three, oldest first. */
  readonly first: readonly Part[];
}

/** The figures of a scan, for the card. */
export interface Summary {
  readonly messages: number;
  /** More than `messages` in a preview that did not ask who is in a room where only one has written. */
  readonly atMost: number;
  /** Distinct senders. */
  readonly people: number;
  readonly spaces: number;
  readonly oldest: string | null;
  readonly newest: string | null;
  /** At most five, busiest first. */
  readonly busiest: readonly Busy[];
  /** At most fourteen, oldest first, without gaps. */
  readonly weeks: readonly Week[];
  readonly leftOut: Readonly<Record<LeftOutReason, number>>;
  /** Null where people of other organisations are left out. */
  readonly outside: Outside | null;
  /** Events read, group messages included. */
  readonly scanned: number;
  readonly coverage: Coverage;
  readonly previous: PreviousPurge | null;
  readonly forecast: Forecast | null;
  readonly passing: Passing | null;
  /** Null where the list is within MAX_MESSAGES. */
  readonly split: Split | null;
  /** The purge of the policy that this scan goes on from, instead of looking back CHECK_EVENTS_FROM_AGE. */
  readonly continues: string | null;
  /** Once the list is deleted, nothing of the policy is left in this span. Null where that cannot be said. */
  readonly covered: TimeSpan | null;
  /** The hold list that the scan kept to; missing in what versions without one froze. */
  readonly holds?: HoldsNote;
}

// ── Legal holds ───────────────────────────────────────────────────────────────────────────────────────────────────

/** Who or what is on hold: nothing that this person wrote or that stands in a 1:1 with them, nothing in that space, is deleted. */
export interface Hold {
  /** As it was given: an e-mail address in lower case, or the id of a person or a space. */
  readonly who: string;
  /** `unresolved`: Webex knows nobody of that name and no space; it is compared with ids and addresses as it stands. */
  readonly kind: 'person' | 'space' | 'unresolved';
  readonly personId: PersonId | null;
  readonly email: string | null;
  readonly name: string | null;
  readonly reason: string | null;
  /** Nobody, where it stands in the file of HOLDS_CSV. */
  readonly by: Asker | null;
  /** Since when the bot knows of it. */
  readonly at: string;
}

export interface RemovedHold extends Hold {
  /** `by`: nobody, where it vanished from the file of HOLDS_CSV. */
  readonly removed: { readonly by: Asker | null; readonly at: string };
}

/** What an approval card tells of the hold list, as it was when the list was frozen. */
export interface HoldsNote {
  readonly size: number;
  /** When the hold list last changed; null where it never had an entry. */
  readonly changedAt: string | null;
  /** At most ten of `unresolved`, as they were given. */
  readonly unresolvedShown: readonly string[];
  readonly unresolved: number;
  /** Of the last 30 days; those that matter most first, at most fifty of `removed`. */
  readonly removedShown: readonly RemovedHoldNote[];
  readonly removed: number;
}

/** What a new hold means for a purge whose list is frozen, in messages. */
export interface HoldEffect {
  readonly request: PurgeRequest;
  /** Not deleted, and not going to be. */
  readonly kept: number;
  /** Deleted before the hold came. */
  readonly tooLate: number;
  /** Asked to be deleted at this very moment. */
  readonly onTheWay: number;
  /** In spaces whose members the list does not name; they are asked for before any of these is touched. */
  readonly unknown: number;
}

export interface RemovedHoldNote {
  readonly who: string;
  readonly by: Asker | null;
  readonly at: string;
  /** How many messages of the frozen list this hold kept before. */
  readonly reaches: number;
}

// ── A request and its purge ───────────────────────────────────────────────────────────────────────────────────────

export type RequestState =
  | 'scanning'
  | 'previewed'
  | 'nothing-due'
  | 'over-limit'
  | 'failed'
  | 'awaiting'
  | 'rejected'
  | 'expired'
  | 'withdrawn'
  | 'cancelled'
  | 'approved'
  | 'running'
  | 'stopped'
  | 'completed'
  | 'incomplete';

/** The rules a request was asked under. At deciding the stricter of these and today's hold. */
export interface Rules {
  readonly approvalsRequired: number;
  readonly selfApproval: boolean;
  readonly approvalTtlMs: number;
  readonly gracePeriodMs: number;
  readonly confirmAbove: number;
  readonly maxMessages: number;
  readonly canarySize: number;
  readonly crossOrg: 'exclude' | 'include';
  /** Everything is real but the deletions: none is sent, now or later. */
  readonly rehearsal: boolean;
}

export interface Asker {
  readonly id: PersonId;
  readonly email: string;
  readonly displayName: string;
}

export interface Approval {
  readonly officer: Asker;
  readonly at: string;
  /** What Webex keeps and by which the approval can be proven again: the card action's id or, where `typed`, the message's. */
  readonly actionId: string;
  /** Given by `approve ID`; without it, by a click on the card. */
  readonly typed?: true;
  readonly cardMessageId: string;
  readonly comment: string | null;
}

/** How an open request ended other than by approval, or how a run was halted. */
export interface Ending {
  readonly by: Actor;
  readonly byName: string;
  readonly at: string;
  readonly reason: string | null;
  /** The later request that took its place, where it was withdrawn. */
  readonly replacedBy?: string;
}

/** At half the time, and shortly before the end. */
export type Reminder = 'half' | 'last';

/** `outage`: Webex does not answer. `hours`: PURGE_HOURS have not begun. Both end by themselves. */
export type RunPhase = 'purging' | 'canary' | 'outage' | 'hours' | 'verifying' | 'reporting';

/** Why a run waits, since when, and until when where that is known. */
export interface RunWait {
  readonly for: 'outage' | 'hours';
  readonly since: string;
  readonly until: string | null;
}

export type StopCause =
  | { readonly kind: 'person'; readonly by: PersonId; readonly byName: string }
  | { readonly kind: 'stop-file' }
  /** Webex keeps posts of ours that the data folder does not know. */
  | { readonly kind: 'folder-behind' }
  | { readonly kind: 'shutdown' }
  /** `ids`: the messages that Webex's event log did not show as deleted. */
  | { readonly kind: 'canary'; readonly missing: number; readonly of: number; readonly ids: readonly string[] }
  | { readonly kind: 'refusals'; readonly status: number; readonly inARow: number }
  /** Messages that Webex says it does not have, although nobody deleted them. */
  | { readonly kind: 'not-found'; readonly inARow: number }
  /** So many of the last `of` outcomes failed for good. */
  | { readonly kind: 'failures'; readonly failed: number; readonly of: number }
  | { readonly kind: 'no-executor' }
  /** So many of the approvals could be proven again by what Webex keeps. */
  | { readonly kind: 'approvals-unproven'; readonly proven: number; readonly required: number }
  /** Nobody was at work on it for longer than APPROVAL_TTL. */
  | { readonly kind: 'stood-too-long' }
  | { readonly kind: 'clock'; readonly skewMs: number }
  /** The hold list could not be relied on, or the members of a space could not be asked for. */
  | { readonly kind: 'holds'; readonly message: string; readonly hint: string }
  | { readonly kind: 'failure'; readonly message: string };

export interface Run {
  readonly startedAt: string;
  /** When an officer last told it to go on; null where none had to. */
  readonly resumedAt: string | null;
  readonly executors: readonly Asker[];
  readonly stopped: { readonly at: string; readonly cause: StopCause } | null;
  readonly finishedAt: string | null;
}

/** The newest card of a request, as it stands in the space now: the approval card, later the progress card. */
export interface PostedCard {
  readonly messageId: string;
  /** SHA-256 of the card's canonical JSON. */
  readonly digest: string;
  /** How often this message was edited; Webex allows ten. */
  readonly edits: number;
  /** What it shows; where the state asks for another face, a crash or a failure fell in between. Null: what it shows is out of date. */
  readonly face: CardFace['face'] | null;
}

/** The report's way into the space. Webex cannot post exactly once, so each posting is counted before it is tried. */
export interface ReportPost {
  /** Above one: an earlier copy may stand in the space, so this one says that it is repeated. */
  readonly begun: number;
  readonly posted: boolean;
}

export interface PurgeRequest {
  readonly id: string;
  /** Counts up with every change; a writer that saw an older one loses. */
  readonly version: number;
  /** The audit's `seq` of the last change that is on record: what the audit holds beyond it, a crash kept from here. */
  readonly recorded: number;
  readonly kind: 'preview' | 'purge';
  readonly state: RequestState;
  /** Nobody, where the schedule asked. */
  readonly asker: Asker | null;
  /** Asked without window or filters of its own. */
  readonly policy: boolean;
  readonly span: TimeSpan;
  readonly filters: Filters;
  readonly rules: Rules;
  readonly createdAt: string;
  /** When an undecided request ends; null until it is open. */
  readonly expiresAt: string | null;
  /** On the card's buttons; a click without it is forged. */
  readonly nonce: string;
  /** SHA-256 of the manifest file; null until frozen. */
  readonly digest: string | null;
  readonly summary: Summary | null;
  readonly card: PostedCard | null;
  readonly approvals: readonly Approval[];
  /** When the grace after the last approval is over. */
  readonly startsAt: string | null;
  readonly ending: Ending | null;
  readonly run: Run | null;
  readonly figures: Figures | null;
  /** Null until the purge has finished for the first time. */
  readonly report: ReportPost | null;
  /** Since when its files are removed, being older than KEEP_PURGES. */
  readonly filesRemovedAt?: string;
  /** The preview whose button asked for it. */
  readonly preview?: string;
  /** The latest reminder given while it was open. */
  readonly reminded?: Reminder | null;
  /** How many messages of the list were left when it was opened again, for approvals of that rest. */
  readonly rest?: number;
  /** What approvals were given by before it was opened again; none of it counts once more. */
  readonly spent?: readonly string[];
}

// ── What came of it ───────────────────────────────────────────────────────────────────────────────────────────────

export type Outcome = 'deleted' | 'already-gone' | 'held' | 'denied' | 'locked' | 'failed' | 'not-attempted';

/** One line of the ledger, in the names of the file. */
export interface LedgerLine {
  readonly message_id: string;
  readonly outcome: Outcome;
  /** Null where no answer came. */
  readonly http_status: number | null;
  readonly attempts: number;
  /** When the outcome was known. */
  readonly decided_at: string;
  /** Whose token it was. */
  readonly by: PersonId | null;
  readonly tracking_id: string | null;
  readonly reason: string | null;
  /** In a rehearsal: the reason of the hold that would have kept it from a real run. */
  readonly hold?: string;
}

/** Webex's own word on one deletion. */
export interface Confirmation {
  readonly messageId: string;
  readonly deletedBy: PersonId;
  readonly at: string;
}

/** One line of the report, in the names of the file. */
export interface ReportRow {
  readonly message_id: string;
  readonly created: string;
  readonly sender: string;
  readonly room_id: string;
  readonly outcome: Outcome;
  readonly http_status: number | null;
  readonly attempts: number;
  readonly decided_at: string | null;
  /** Whether Webex's event log confirms a `deleted` row; null for other outcomes. */
  readonly verified: 'yes' | 'no' | null;
  readonly other: string | null;
  /** E-mail or id of who deleted it, by Webex's log where it says so. */
  readonly deleted_by: string | null;
  readonly tracking_id: string | null;
  readonly reason: string | null;
}

export interface Figures {
  readonly candidates: number;
  readonly outcomes: Readonly<Record<Outcome, number>>;
  /** Of the deleted ones, how many Webex's event log confirms. */
  readonly verified: number;
  readonly durationMs: number;
  /** In a rehearsal: how many of the messages that were not attempted a hold would have kept from a real run. */
  readonly wouldBeHeld?: number;
}

// ── What arrives from the space ───────────────────────────────────────────────────────────────────────────────────

export interface IncomingMessage {
  readonly id: string;
  readonly roomId: string;
  readonly roomType: 'direct' | 'group';
  readonly personId: PersonId;
  readonly personEmail: string;
  /** Without the leading mention of the bot. */
  readonly text: string;
}

/** A card action as Webex stores it; only a claim until its fields are checked. */
export interface IncomingAction {
  readonly id: string;
  readonly messageId: string;
  readonly personId: PersonId;
  readonly roomId: string;
  /** Whatever the sender chose to send; trust nothing. */
  readonly inputs: Readonly<Record<string, unknown>>;
}

// ── The audit ─────────────────────────────────────────────────────────────────────────────────────────────────────

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

export interface AuditHead {
  readonly seq: number;
  readonly hash: string;
}

/** A head as a post of ours shows it. */
export interface PrintedHead {
  readonly seq: number;
  /** The first 16 hex digits. */
  readonly hash: string;
  /** Which post it is, where the bot may have to find it again. */
  readonly of: { readonly post: 'card' | 'report'; readonly purge: string } | null;
}

/** A post of the bot in the admin space that shows a head, as Webex's event log keeps it. */
export interface OwnPost {
  readonly messageId: string;
  readonly postedAt: string;
  readonly shows: PrintedHead;
}

/** What the audit holds of one step. */
export interface AuditRecord extends AuditHead, AuditEntry {
  readonly at: string;
}

export interface AuditEntry {
  readonly type: string;
  readonly actor: Actor;
  readonly purge: string | null;
  readonly details: { readonly [key: string]: Json };
}

// ── Refusals and notices: everything the bot can say, without the words ───────────────────────────────────────────

export type ClickAction = 'request' | 'approve' | 'reject' | 'stop' | 'resume';

/** Why somebody may not do what they asked; the words are the chat side's. */
export type Refusal =
  | { readonly reason: 'not-officer' }
  | { readonly reason: 'not-signed-in'; readonly signIn: SignInHelp }
  /** `status`: what Webex answered; null where the sign-in has ended. */
  | { readonly reason: 'role-refused'; readonly status: number | null }
  /** Webex could not be asked for the role. */
  | { readonly reason: 'role-unknown' }
  | { readonly reason: 'wrong-space' }
  | { readonly reason: 'unknown-request'; readonly id: string }
  /** The click does not come from our card: wrong nonce, other message, or inputs of no button. */
  | { readonly reason: 'forged' }
  | { readonly reason: 'stale-card'; readonly id: string }
  | { readonly reason: 'own-request' }
  | { readonly reason: 'approved-before' }
  /** The request is past this: who ended it, when. */
  | {
      readonly reason: 'not-open';
      readonly id: string;
      readonly state: RequestState;
      readonly ending: Ending | null;
      readonly approvals: readonly Approval[];
      /** When its run ended, where it did. */
      readonly finishedAt?: string;
    }
  | { readonly reason: 'not-running'; readonly id: string; readonly state: RequestState }
  | { readonly reason: 'not-frozen'; readonly id: string; readonly state: RequestState }
  | { readonly reason: 'no-report'; readonly id: string; readonly state: RequestState }
  | { readonly reason: 'files-removed'; readonly id: string; readonly at: string }
  | { readonly reason: 'only-asker'; readonly id: string; readonly asker: Asker | null }
  | { readonly reason: 'count-wrong'; readonly typed: string; readonly expected: number }
  | { readonly reason: 'reason-missing' }
  | { readonly reason: 'over-limit'; readonly messages: number; readonly maxMessages: number }
  | { readonly reason: 'queue-full'; readonly waiting: number }
  | { readonly reason: 'clock-skew'; readonly skewMs: number }
  /** Of the disk under DATA_DIR. */
  | { readonly reason: 'disk-full'; readonly freeBytes: number; readonly neededBytes: number }
  /** The data folder lacks steps that Webex knows of, and no officer has accepted it. */
  | { readonly reason: 'folder-behind' }
  | { readonly reason: 'card-changed'; readonly id: string }
  /** Since it was asked for, a setting was tightened so that its list may reach too far. */
  | { readonly reason: 'rule-tightened'; readonly id: string; readonly rule: 'CROSS_ORG' | 'MIN_MSG_AGE' }
  /** In OFFICERS, but Webex no longer knows the account, or the address is no longer that person's. */
  | { readonly reason: 'account-changed'; readonly email: string }
  /** The button was used before: what became of it goes by `id`. */
  | { readonly reason: 'asked-before'; readonly id: string }
  | { readonly reason: 'nothing-running' }
  | { readonly reason: 'already-held'; readonly hold: Hold }
  | { readonly reason: 'not-held'; readonly who: string }
  /** It stands in HOLDS_CSV, which only whoever keeps that file can change. */
  | { readonly reason: 'held-by-file'; readonly who: string }
  | { readonly reason: 'stood-too-long'; readonly id: string }
  | {
      readonly reason: 'approvals-unproven';
      readonly id: string;
      readonly proven: number;
      readonly required: number;
    };

/** How an officer signs in. `tunnel` is given where PUBLIC_URL is on loopback. */
export interface SignInHelp {
  readonly loginUrl: string;
  /** Host the bot runs on, and the `ssh -L` line that brings the page to the officer's own machine. */
  readonly tunnel: { readonly host: string; readonly command: string } | null;
}

/** What every card and report shows so that Webex keeps a dated copy of it: the audit's head. */
export type CardFace =
  | { readonly face: 'preview'; readonly request: PurgeRequest }
  | { readonly face: 'approval'; readonly request: PurgeRequest; readonly head: AuditHead }
  | { readonly face: 'grace'; readonly request: PurgeRequest }
  | { readonly face: 'progress'; readonly request: PurgeRequest; readonly progress: Progress }
  | { readonly face: 'stopped'; readonly request: PurgeRequest; readonly progress: Progress }
  /** Decided or ended: no buttons. */
  | { readonly face: 'closed'; readonly request: PurgeRequest };

export interface Progress {
  readonly done: number;
  readonly total: number;
  readonly outcomes: Readonly<Record<Outcome, number>>;
  readonly phase: RunPhase;
  readonly perSecond: number | null;
}

/** How far a scan is. */
export interface ScanProgress {
  /** Events read so far. */
  readonly read: number;
  /** Of the time that is to be read, 0 to 1; 1 while the list is being made of what was read. */
  readonly share: number;
  readonly elapsedMs: number;
}

export interface StatusLine {
  readonly request: PurgeRequest;
  readonly progress: Progress | null;
}

export type Notice =
  | {
      readonly kind: 'help';
      readonly officer: boolean;
      /** Whether `approve ID` may be typed. */
      readonly typedApproval?: boolean;
      readonly problem:
        { readonly command: string; readonly problem: CommandProblem } | { readonly unknown: string } | null;
    }
  | {
      readonly kind: 'whoami';
      readonly name: string;
      readonly email: string;
      readonly officer: boolean;
      readonly session: Session | null;
      readonly signIn: SignInHelp;
    }
  | {
      readonly kind: 'status';
      readonly open: readonly StatusLine[];
      readonly scansWaiting: number;
      readonly sessions: readonly Session[];
      /** The newest post that the data folder does not know; null where all is well. */
      readonly behind: OwnPost | null;
      readonly signIn: SignInHelp;
    }
  | { readonly kind: 'refused'; readonly to: string; readonly refusal: Refusal }
  /** In the space, where the reason was said to the officer alone. */
  | { readonly kind: 'told-directly'; readonly to: string }
  | { readonly kind: 'sign-in-link'; readonly signIn: SignInHelp }
  | { readonly kind: 'signed-in'; readonly session: Session }
  | { readonly kind: 'signed-out'; readonly name: string; readonly had: boolean }
  /** `cutOff`: perhaps because the answer to an earlier renewal was lost. */
  | { readonly kind: 'sign-in-ended'; readonly name: string; readonly cutOff: boolean; readonly signIn: SignInHelp }
  /** Soon, if it is not renewed. */
  | { readonly kind: 'sign-in-ends'; readonly name: string; readonly endsAt: string; readonly signIn: SignInHelp }
  /** Not in OFFICERS any more. */
  | { readonly kind: 'sign-in-erased'; readonly name: string }
  /** `ahead`: how many scans run or wait before this one. */
  | { readonly kind: 'scan-accepted'; readonly request: PurgeRequest; readonly ahead: number }
  | { readonly kind: 'scan-failed'; readonly request: PurgeRequest; readonly message: string; readonly hint: string }
  | { readonly kind: 'nothing-due'; readonly request: PurgeRequest }
  /** Nothing is due in what could be read; its coverage says what could not. */
  | { readonly kind: 'nothing-in-what-was-read'; readonly request: PurgeRequest }
  /** Its list passes out of reach of later scans while it waits for a decision. */
  | { readonly kind: 'passing'; readonly request: PurgeRequest }
  | { readonly kind: 'scan-progress'; readonly request: PurgeRequest; readonly progress: ScanProgress }
  | { readonly kind: 'card'; readonly card: CardFace }
  | { readonly kind: 'list-file'; readonly request: PurgeRequest }
  | { readonly kind: 'list-sent'; readonly request: PurgeRequest; readonly to: string }
  | { readonly kind: 'approved'; readonly request: PurgeRequest }
  /** An approval that leaves others to be given. */
  | { readonly kind: 'approval-counted'; readonly request: PurgeRequest }
  | { readonly kind: 'rejected'; readonly request: PurgeRequest }
  | { readonly kind: 'cancelled'; readonly request: PurgeRequest }
  /** A later request of the same asker took its place. */
  | { readonly kind: 'withdrawn'; readonly request: PurgeRequest }
  /** Open requests of others whose window overlaps with this one's. */
  | { readonly kind: 'overlapping'; readonly request: PurgeRequest; readonly others: readonly PurgeRequest[] }
  /** What remains of a run that stood too long needs approvals anew. */
  | { readonly kind: 'reopened'; readonly request: PurgeRequest; readonly byName: string }
  | { readonly kind: 'reminder'; readonly request: PurgeRequest; readonly mentioned: readonly Officer[] }
  | { readonly kind: 'expired'; readonly request: PurgeRequest }
  | { readonly kind: 'stopped'; readonly request: PurgeRequest; readonly progress: Progress }
  | { readonly kind: 'resumed'; readonly request: PurgeRequest; readonly byName: string }
  | { readonly kind: 'interrupted'; readonly requests: readonly PurgeRequest[] }
  | { readonly kind: 'run-waits'; readonly request: PurgeRequest; readonly wait: RunWait }
  /** What it waited for is there. */
  | { readonly kind: 'run-goes-on'; readonly request: PurgeRequest; readonly waitedFor: RunWait['for'] }
  | {
      readonly kind: 'report';
      readonly request: PurgeRequest;
      readonly figures: Figures;
      readonly head: AuditHead;
      /** Another than the first was in the space before; a corrected one differs from it. */
      readonly copy: 'first' | 'repeated' | 'corrected';
      readonly file: ReportFileNote;
    }
  | { readonly kind: 'history'; readonly requests: readonly PurgeRequest[] }
  /** `standing`: null where no schedule is set. `changed`: what was asked for just now. */
  | {
      readonly kind: 'schedule';
      readonly standing: ScheduleStanding | null;
      readonly changed: 'paused' | 'resumed' | null;
    }
  /** A scheduled scan that could not begin at its time (`slot`) begins now. */
  | { readonly kind: 'schedule-late'; readonly request: PurgeRequest; readonly slot: string }
  /** No officer's token works; the scan begins once somebody signs in. */
  | { readonly kind: 'schedule-waiting'; readonly slot: string; readonly signIn: SignInHelp }
  /** Left out this time: a request of the policy is open, or the scan was refused. */
  | {
      readonly kind: 'schedule-skipped';
      readonly slot: string;
      readonly open?: PurgeRequest;
      readonly refusal?: Refusal;
    }
  | {
      readonly kind: 'started';
      readonly version: string;
      readonly changedRules: readonly RuleChange[];
      readonly unknownOfficers: readonly string[];
    }
  /** An address of OFFICERS belongs to somebody else than when it was first looked up. */
  | { readonly kind: 'officer-reissued'; readonly address: string }
  /** Fewer officers than a purge needs to be asked for and approved. */
  | { readonly kind: 'officers-short'; readonly known: number; readonly needed: number }
  /** Added to the space while a purge is open. */
  | { readonly kind: 'onlookers'; readonly people: readonly Onlooker[] }
  /** Nothing that was said or clicked in this span has reached the bot. */
  | { readonly kind: 'deaf'; readonly silence: TimeSpan }
  /** The process ends. `runs`: those that it leaves unfinished. */
  | { readonly kind: 'stopping'; readonly runs: readonly PurgeRequest[] }
  | { readonly kind: 'holds'; readonly holds: readonly Hold[]; readonly changedAt: string | null }
  | { readonly kind: 'hold-added'; readonly hold: Hold; readonly effects: readonly HoldEffect[] }
  /** `still`: another hold on the same person or space, which stands. */
  | { readonly kind: 'hold-removed'; readonly hold: RemovedHold; readonly still: Hold | null }
  /** What HOLDS_CSV holds has changed. `holds`: null where it is not set any more. */
  | {
      readonly kind: 'holds-file';
      readonly holds: number | null;
      readonly added: number;
      readonly addedShown: readonly string[];
      readonly removed: number;
      readonly removedShown: readonly string[];
    }
  /** The only approver so far removed a hold that kept messages of this list. */
  | {
      readonly kind: 'another-approval-needed';
      readonly request: PurgeRequest;
      readonly removed: readonly RemovedHoldNote[];
    }
  | { readonly kind: 'clock-skew'; readonly skewMs: number }
  /** `newest`: the newest post that the audit does not know; `ours`: where it ends itself. */
  | { readonly kind: 'folder-behind'; readonly newest: OwnPost; readonly ours: AuditHead }
  | { readonly kind: 'folder-accepted'; readonly newest: OwnPost; readonly byName: string }
  | { readonly kind: 'audit-unwritable' | 'failure'; readonly message: string; readonly hint: string };

export interface ScheduleStanding {
  readonly cron: string;
  readonly timeZone: string;
  readonly paused: { readonly byName: string; readonly at: string } | null;
  readonly next: string | null;
  readonly lastRun: string | null;
  /** A scan is due and no officer is signed in. */
  readonly waitsForSignIn: boolean;
}

export interface RuleChange {
  readonly name: string;
  readonly before: string;
  readonly after: string;
}

/** How the report file travels: attached as it is, gzipped, or only named. */
export type ReportFileNote = 'attached' | 'gzipped' | 'too-large';
