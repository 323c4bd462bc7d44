import type { Asker, Json, PurgeRequest, Refusal, Scope, Summary, TimeSpan } from '../model.js';
import type { Frozen, ManifestWriter } from '../ports.js';
import { AppError, explain } from '../errors.js';
import type { Claims } from './claims.js';
import { wrongClock } from './clock-check.js';
import { newNonce, newRequestId } from './ids.js';
import { manifestedElsewhere } from './overlap.js';
import type { Parts } from './parts.js';
import { createQueue } from './queue.js';
import { scan } from './scan.js';
import type { Showing } from './showing.js';

/** A sixth scan would wait longer than anyone remembers asking for it. */
const LONGEST_QUEUE = 5;

class InterruptedError extends AppError {
  constructor() {
    super('interrupted', 'The bot was restarted in the middle of this scan.', { hint: 'Ask again.' });
  }
}

export interface Asked {
  readonly kind: 'preview' | 'purge';
  readonly asker: Asker;
  readonly span: TimeSpan;
  readonly scope: Pick<Scope, 'filters'>;
  /** Asked without window or filters of its own. */
  readonly policy: boolean;
}

/** From the wish to the card: scan, freeze, show. */
export interface Asking {
  /** Takes the request in and scans in the background; a refusal where it may not. */
  ask(asked: Asked): Promise<Refusal | null>;
  /** Shows the card of a frozen request whose posting was cut off. */
  showAgain(request: PurgeRequest): Promise<void>;
  /** A scan that a restart cut off. */
  abandon(request: PurgeRequest): Promise<void>;
  waiting(): number;
  /** Ids of requests that are being scanned or wait for it. */
  scanning(): ReadonlySet<string>;
  shutdown(): Promise<void>;
}

export function createAsking(parts: Parts, claims: Claims, showing: Showing): Asking {
  const { clock, store, audit, files, log } = parts;
  const queue = createQueue();
  const closing = new AbortController();

  const ask = async (asked: Asked): Promise<Refusal | null> => {
    const skewMs = wrongClock(clock);
    if (skewMs !== null) return { reason: 'clock-skew', skewMs };
    if (queue.keys().size > LONGEST_QUEUE) return { reason: 'queue-full', waiting: LONGEST_QUEUE };
    const request = newRequest(parts, asked);
    await audit.append({ type: 'scan.requested', actor: asked.asker.id, purge: request.id, details: wish(request) });
    await store.insert(request);
    await showing.say({ kind: 'scan-accepted', request, ahead: queue.keys().size });
    queue.add(request.id, () => scanAndShow(request));
    return null;
  };

  const scanAndShow = async (request: PurgeRequest): Promise<void> => {
    try {
      await (request.kind === 'preview' ? preview(request) : freezeAndShow(request));
    } catch (error) {
      if (closing.signal.aborted) return;
      log.error('a scan failed', { purge: request.id, error });
      await fail(request, explain(error));
    }
  };

  const preview = async (request: PurgeRequest): Promise<void> => {
    const summary = await scanFor(request, () => Promise.resolve());
    const claimed = await claims.claim(request.id, { kind: 'previewed', summary }, (next) => ({
      type: 'preview.finished',
      actor: 'bot',
      purge: next.id,
      details: { messages: summary.messages },
    }));
    if (claimed.ok) await showing.card(claimed.request, { face: 'preview', request: claimed.request });
  };

  const freezeAndShow = async (request: PurgeRequest): Promise<void> => {
    const manifest = await files.newManifest(request.id);
    const summary = await scanFor(request, (due) => manifest.add(due));
    if (summary.messages === 0) return nothingDue(request, summary, manifest);
    const frozen = await manifest.freeze();
    if (frozen.count !== summary.messages) throw new Error('the frozen list and its summary disagree');
    await show(request, summary, frozen);
  };

  const nothingDue = async (request: PurgeRequest, summary: Summary, manifest: ManifestWriter): Promise<void> => {
    await manifest.discard();
    const claimed = await claims.claim(request.id, { kind: 'nothing-due', summary }, (next) => ({
      type: 'scan.finished',
      actor: 'bot',
      purge: next.id,
      details: { messages: 0 },
    }));
    if (claimed.ok) await showing.say({ kind: 'nothing-due', request: claimed.request });
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
    if (claimed.request.state === 'over-limit') await showing.say({ kind: 'over-limit', request: claimed.request });
    else await showAgain(claimed.request);
  };

  const showAgain = async (request: PurgeRequest): Promise<void> => {
    await showing.card(request, { face: 'approval', request, head: audit.head() });
  };

  const scanFor = async (request: PurgeRequest, keep: Parameters<typeof scan>[2]): Promise<Summary> => {
    const officer = request.asker?.id;
    if (officer === undefined) throw new Error('nobody to scan as');
    return scan({ reader: parts.reader, clock, signal: closing.signal }, await orderFor(parts, request, officer), keep);
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
    showAgain,
    abandon: (request) => fail(request, explain(new InterruptedError())),
    waiting: () => Math.max(0, queue.keys().size - 1),
    scanning: () => queue.keys(),
    shutdown: async () => {
      closing.abort();
      await queue.idle();
    },
  };
}

function newRequest({ clock, random, rules }: Parts, asked: Asked): PurgeRequest {
  return {
    id: newRequestId(clock.now(), random),
    version: 1,
    kind: asked.kind,
    state: 'scanning',
    asker: asked.asker,
    policy: asked.policy,
    span: asked.span,
    filters: asked.scope.filters,
    rules,
    createdAt: new Date(clock.now()).toISOString(),
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

async function orderFor(parts: Parts, request: PurgeRequest, officer: string): Promise<Parameters<typeof scan>[1]> {
  return {
    officer,
    span: request.span,
    filters: request.filters,
    crossOrg: request.rules.crossOrg,
    inOpenPurge: await manifestedElsewhere(parts, request.id),
  };
}
