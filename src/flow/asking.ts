import type {
  Asker,
  Json,
  Notice,
  PersonId,
  PurgeRequest,
  Refusal,
  Scope,
  Split,
  Summary,
  TimeSpan,
} from '../model.js';
import type { Frozen, ManifestWriter } from '../ports.js';
import { AppError, explain } from '../errors.js';
import { inLogContext } from '../log-context.js';
import type { Claims } from './claims.js';
import { wrongClock } from './clock-check.js';
import { isWhole } from './coverage.js';
import { noRoom } from './disk-check.js';
import { newNonce, newRequestId } from './ids.js';
import { nowIn } from './now.js';
import type { Parts } from './parts.js';
import { createQueue } from './queue.js';
import { scanFor } from './scanning.js';
import type { Showing } from './showing.js';
import { makeRoom } from './withdrawing.js';
import { splitList } from './split.js';
import { clearedGround, startAfter } from './watermark.js';

/** A sixth scan would wait longer than anyone remembers asking for it. */
const LONGEST_QUEUE = 5;

class InterruptedError extends AppError {
  constructor({ asker }: PurgeRequest) {
    const hint = asker === null ? 'The schedule asks again by itself.' : 'Ask again.';
    super('interrupted', 'The bot was restarted in the middle of this scan.', { hint });
  }
}

/** What the schedule asks has no asker, so it says with whose token to read. */
export interface Scheduled {
  /** The time that fell due. */
  readonly slot: string;
  /** Begins long after that time. */
  readonly late: boolean;
  readonly reader: PersonId;
}

export interface Asked {
  readonly kind: 'preview' | 'purge';
  /** Nobody, where the schedule asks. */
  readonly asker: Asker | null;
  readonly scheduled: Scheduled | null;
  readonly span: TimeSpan;
  readonly scope: Pick<Scope, 'filters'>;
  /** Asked without window or filters of its own. */
  readonly policy: boolean;
  /** The preview whose button asks: its window is scanned as it stands. */
  readonly preview?: string;
}

/** From the wish to the card: scan, freeze, show. */
export interface Asking {
  /** Takes the request in and scans in the background; a refusal where it may not. */
  ask(asked: Asked): Promise<Refusal | null>;
  /** A scan that a restart cut off. */
  abandon(request: PurgeRequest): Promise<void>;
  waiting(): number;
  /** Ids of requests that are being scanned or wait for it. */
  scanning(): ReadonlySet<string>;
  shutdown(): Promise<void>;
}

export function createAsking(parts: Parts, claims: Claims, showing: Showing): Asking {
  const { clock, store, audit, files, rules, log } = parts;
  const queue = createQueue((purge, error) => log.error('the outcome of a scan could not be told', { purge, error }));
  const closing = new AbortController();

  const ask = async (asked: Asked): Promise<Refusal | null> => {
    const skewMs = wrongClock(clock);
    if (skewMs !== null) return { reason: 'clock-skew', skewMs };
    if ((await parts.guard.behind()) !== null) return { reason: 'folder-behind' };
    if (queue.keys().size > LONGEST_QUEUE) return { reason: 'queue-full', waiting: LONGEST_QUEUE };
    const full = await noRoom(files);
    if (full !== null) return full;
    const wished = newRequest(parts, { ...asked, span: await spanOf(asked) });
    const head = await audit.append({
      type: 'scan.requested',
      actor: asked.asker?.id ?? 'schedule',
      purge: wished.id,
      details: wish(wished),
    });
    const request = { ...wished, recorded: head.seq };
    await store.insert(request);
    const accepted = tellAccepted(request, asked.scheduled, queue.keys().size);
    // Queued before anything is awaited: a request that nobody works at counts as cut off by a restart.
    const work = (): Promise<void> => accepted.then(() => scanAndShow(request, readerOf(asked)));
    queue.add(request.id, () => inLogContext({ purge: request.id }, work));
    await accepted;
    return null;
  };

  /** The policy goes on where its last purge ended. */
  const spanOf = async ({ span, policy, preview }: Asked): Promise<TimeSpan> =>
    policy && preview === undefined ? startAfter(span, clearedGround(await store.all(), rules)) : span;

  /** A scheduled scan begins without a word, unless it is late. */
  const tellAccepted = async (request: PurgeRequest, scheduled: Scheduled | null, ahead: number): Promise<void> => {
    if (scheduled?.late === false) return;
    const notice: Notice =
      scheduled === null
        ? { kind: 'scan-accepted', request, ahead }
        : { kind: 'schedule-late', request, slot: scheduled.slot };
    await showing
      .say(notice)
      .catch((error: unknown) => log.warn('an accepted scan could not be told', { purge: request.id, error }));
  };

  const scanAndShow = async (request: PurgeRequest, reader: PersonId): Promise<void> => {
    try {
      await (request.kind === 'preview' ? preview(request, reader) : freezeAndShow(request, reader));
    } catch (error) {
      if (closing.signal.aborted) return;
      log.error('a scan failed', { purge: request.id, error });
      await fail(request, explain(error));
    }
  };

  const preview = async (request: PurgeRequest, reader: PersonId): Promise<void> => {
    const summary = await scanFor(parts, { request, reader, signal: closing.signal }, () => Promise.resolve());
    const claimed = await claims.claim(request.id, { kind: 'previewed', summary }, (next) => ({
      type: 'preview.finished',
      actor: 'bot',
      purge: next.id,
      details: { messages: summary.messages },
    }));
    if (claimed.ok) await showing.card(claimed.request, { face: 'preview', request: claimed.request });
  };

  const freezeAndShow = async (request: PurgeRequest, reader: PersonId): Promise<void> => {
    const manifest = await files.newManifest(request.id);
    const scanning = scanFor(parts, { request, reader, signal: closing.signal }, (due) => manifest.add(due));
    const summary = await scanning.catch(async (error: unknown) => {
      await manifest.discard();
      throw error;
    });
    if (summary.messages === 0) return nothingDue(request, summary, manifest);
    const frozen = await manifest.freeze();
    if (frozen.count !== summary.messages) throw new Error('the frozen list and its summary disagree');
    await show(request, { ...summary, split: await splitOf(request, frozen) }, frozen);
  };

  /** Above the cap: windows that keep below it, to be asked for one after the other. */
  const splitOf = ({ id, span, rules }: PurgeRequest, { count, digest }: Frozen): Promise<Split | null> =>
    count <= rules.maxMessages ? Promise.resolve(null) : splitList(files.manifest(id, digest), span, rules.maxMessages);

  const nothingDue = async (request: PurgeRequest, summary: Summary, manifest: ManifestWriter): Promise<void> => {
    await manifest.discard();
    const claimed = await claims.claim(request.id, { kind: 'nothing-due', summary }, (next) => ({
      type: 'scan.finished',
      actor: 'bot',
      purge: next.id,
      details: { messages: 0, unread: summary.coverage.holes.length },
    }));
    if (!claimed.ok) return;
    const kind = isWhole(summary.coverage) ? 'nothing-due' : 'nothing-in-what-was-read';
    await showing.say({ kind, request: claimed.request });
  };

  const show = async (request: PurgeRequest, summary: Summary, { digest }: Frozen): Promise<void> => {
    const expiresAt = new Date(clock.now() + request.rules.approvalTtlMs).toISOString();
    const claimed = await claims.claim(request.id, { kind: 'frozen', summary, digest, expiresAt }, (next) => ({
      type: 'purge.frozen',
      actor: 'bot',
      purge: next.id,
      details: {
        digest,
        messages: summary.messages,
        people: summary.people,
        spaces: summary.spaces,
        state: next.state,
      },
    }));
    if (!claimed.ok) return;
    if (claimed.request.state === 'awaiting') await makeRoom({ parts, claims, showing }, claimed.request);
    await showing.card(claimed.request, { face: 'approval', request: claimed.request, head: claimed.head });
  };

  const fail = async (request: PurgeRequest, { message, hint }: { message: string; hint: string }): Promise<void> => {
    const claimed = await claims.claim(request.id, { kind: 'scan-failed' }, (next) => ({
      type: 'scan.failed',
      actor: 'bot',
      purge: next.id,
      details: { message },
    }));
    if (claimed.ok) await showing.say({ kind: 'scan-failed', request: claimed.request, message, hint });
  };

  return {
    ask,
    abandon: (request) => fail(request, explain(new InterruptedError(request))),
    waiting: () => Math.max(0, queue.keys().size - 1),
    scanning: () => queue.keys(),
    shutdown: async () => {
      closing.abort();
      await queue.idle();
    },
  };
}

/** With whose token is read: the asker's, or that of the officer found for the schedule. */
function readerOf({ asker, scheduled }: Asked): PersonId {
  const reader = asker?.id ?? scheduled?.reader;
  if (reader === undefined) throw new Error('nobody to scan as');
  return reader;
}

function newRequest({ clock, random, rules }: Parts, asked: Asked): PurgeRequest {
  return {
    id: newRequestId(clock.now(), random),
    version: 1,
    recorded: 0,
    kind: asked.kind,
    state: 'scanning',
    asker: asked.asker,
    policy: asked.policy,
    span: asked.span,
    filters: asked.scope.filters,
    rules,
    createdAt: nowIn(clock),
    expiresAt: null,
    nonce: newNonce(random),
    digest: null,
    summary: null,
    card: null,
    approvals: [],
    startsAt: null,
    ending: null,
    run: null,
    figures: null,
    report: null,
    ...(asked.preview === undefined ? {} : { preview: asked.preview }),
  };
}

function wish({ kind, policy, span, filters }: PurgeRequest): Record<string, Json> {
  return {
    kind,
    policy,
    from: span.from,
    to: span.to,
    persons: [...filters.persons],
    domains: [...filters.domains],
  };
}
