import { loadCards } from '../../src/bot/cards.js';
import { words } from '../../src/bot/words.js';
import { canonicalDigest } from '../../src/canonical.js';
import { RefusedError } from '../../src/errors.js';
import type { Parts } from '../../src/flow/parts.js';
import type { PurgeHours } from '../../src/flow/purge-hours.js';
import { createWorkflow, type Workflow } from '../../src/flow/workflow.js';
import type {
  Asker,
  IncomingAction,
  IncomingMessage,
  Json,
  Member,
  MessageEvent,
  Notice,
  Officer,
  Person,
  PurgeRequest,
  Rules,
  TimeSpan,
} from '../../src/model.js';
import type { Audit, Facts, Probe, PurgeFiles, Random, RequestStore } from '../../src/ports.js';
import type { AuditLine } from '../../src/storage/audit-line.js';
import {
  manualClock,
  memoryAudit,
  memoryFacts,
  memoryMembers,
  memoryPurgeFiles,
  memoryRequests,
  type ManualClock,
} from './memory.js';
import { quietLog } from './quiet-log.js';
import { OLIVIA, OSCAR, RULES, sessionOf } from './requests.js';

export const ROOM = 'the-admin-space';
const BOT = { id: 'the-bot', email: 'purge@webex.bot' };

/** What the bot said, as it stands in the space. */
export interface Said {
  readonly id: string;
  notice: Notice;
  card: Json | null;
  readonly text: string;
  /** Null: in the space, for all to read. */
  readonly to: string | null;
}

export interface WorldOptions {
  readonly officers?: readonly Officer[];
  /** Those who have signed in. */
  readonly signedIn?: readonly Asker[];
  readonly rules?: Partial<Rules>;
  readonly typedApproval?: boolean;
  readonly keepPurgesMs?: number;
  /** Due messages that Webex's log holds. */
  readonly messages?: number;
  /** What Webex fails to give of what was written. */
  readonly unread?: TimeSpan;
  readonly purgeHours?: PurgeHours;
}

/** The whole flow with a Webex, a space and a disk that are plain memory. Cards and words are the real ones. */
export interface World {
  readonly clock: ManualClock;
  readonly parts: Omit<Parts, 'witnessed' | 'guard' | 'holds'>;
  readonly workflow: Workflow;
  readonly store: RequestStore;
  readonly said: Said[];
  /** Ids of deleted messages, in order. */
  readonly deletions: readonly string[];
  readonly audit: readonly AuditLine[];
  /** What Webex answers when an officer's role is asked for; fine unless set. */
  readonly probes: Map<string, Probe>;
  /** Whom Webex knows by id. */
  readonly people: Map<string, Person>;
  /** Who is in the admin space, by id: the officers and the bot, unless changed. */
  readonly inSpace: Map<string, Member>;
  /** Stores a click as Webex does; answers its id. */
  keep(action: Omit<IncomingAction, 'id'>): string;
  /** Stores a click and delivers it. */
  click(action: Omit<IncomingAction, 'id'>): Promise<void>;
  /** Stores what somebody says, and delivers it. */
  say(who: Asker, text: string, roomId?: string): Promise<void>;
  /** Another process of the bot with the same disk, space and Webex. */
  restarted(options?: WorldOptions, disk?: Disk): World;
  /** Lets what is due begin, and what only waits for others go on. */
  tick(): Promise<void>;
  /** Ticks until nothing moves any more. */
  settle(): Promise<void>;
}

const cards = loadCards();

/** What the bot keeps. `audit.lines`: the chain so far. */
export interface Disk {
  readonly store: RequestStore;
  readonly facts: Facts;
  readonly files: PurgeFiles;
  readonly audit: Audit & { readonly lines: readonly AuditLine[] };
}

interface Lasting extends Disk {
  readonly clock: ManualClock;
  readonly said: Said[];
  /** How many messages the bot ever posted: an id is never used again, also where one was removed. */
  readonly posted: { count: number };
  readonly deletions: string[];
  readonly actions: Map<string, IncomingAction>;
  readonly messages: Map<string, IncomingMessage>;
  readonly people: Map<string, Person>;
  readonly inSpace: Map<string, Member>;
  readonly probes: Map<string, Probe>;
  readonly random: Random;
}

export function createWorld(options: WorldOptions = {}, clock = manualClock(), disk = memoryDisk(clock)): World {
  return begin(
    {
      clock,
      ...disk,
      said: [],
      posted: { count: 0 },
      deletions: [],
      actions: new Map(),
      messages: new Map(),
      people: new Map(),
      inSpace: new Map([BOT, OLIVIA, OSCAR].map(({ id, email }) => [id, { personId: id, email, orgId: 'org' }])),
      probes: new Map(),
      random: counting(),
    },
    options,
  );
}

function memoryDisk(clock: ManualClock): Disk {
  return {
    store: memoryRequests(),
    facts: memoryFacts(),
    files: memoryPurgeFiles(),
    audit: memoryAudit(clock),
  };
}

function begin(lasting: Lasting, options: WorldOptions): World {
  const { clock, store, audit, said, deletions, actions, messages, people, inSpace, probes } = lasting;
  const officers = options.officers ?? [OLIVIA, OSCAR];
  for (const officer of officers) {
    if (!people.has(officer.id)) people.set(officer.id, { ...officer, orgId: 'org', kind: 'person' });
  }
  const parts = partsOf(lasting, { ...options, officers });
  const workflow = createWorkflow(parts);
  const keep = (action: Omit<IncomingAction, 'id'>): string => {
    const id = `action-${String(actions.size + 1)}`;
    actions.set(id, { ...action, id });
    return id;
  };
  const tickOn = async (): Promise<void> => {
    await workflow.tick();
    await turns(20);
  };

  return {
    clock,
    parts,
    workflow,
    store,
    said,
    deletions,
    audit: audit.lines,
    probes,
    people,
    inSpace,
    keep,
    click: (action) => workflow.action(keep(action)),
    say: async ({ id: personId, email }, text, roomId = ROOM) => {
      const id = `saying-${String(messages.size + 1)}`;
      messages.set(id, { id, roomId, roomType: 'group', personId, personEmail: email, text });
      await workflow.message(messages.get(id)!);
    },
    restarted: (others = options, disk = lasting) => begin({ ...lasting, ...disk }, others),
    tick: tickOn,
    settle: async () => {
      for (let before = ''; ;) {
        await tickOn();
        const now = JSON.stringify([await store.all(), said.length, deletions.length]);
        if (now === before) return;
        before = now;
      }
    },
  };
}

/** Lets everything that only waits for others go on. */
async function turns(count: number): Promise<void> {
  for (let i = 0; i < count; i++) await new Promise((resolve) => setImmediate(resolve));
}

function partsOf(lasting: Lasting, options: WorldOptions & { officers: readonly Officer[] }): World['parts'] {
  const { clock, store, facts, files, audit, probes, random } = lasting;
  const signedIn = (options.signedIn ?? options.officers).map(sessionOf);
  return {
    clock,
    store,
    facts,
    files,
    audit,
    past: { records: () => recordsOf(audit.lines) },
    members: memoryMembers(),
    reader: {
      probe: (id) =>
        Promise.resolve(
          signedIn.some(({ personId }) => personId === id)
            ? (probes.get(id) ?? { ok: true })
            : { ok: false, cause: 'not-signed-in', status: null },
        ),
      messageEvents: (_officer, type, _span, reading) => {
        if (type === 'created' && options.unread !== undefined) reading?.missed?.(options.unread);
        return eventsOf(lasting, type, options.messages ?? 3);
      },
      members: (_officer, roomId) =>
        Promise.resolve([memberOf(`writer of ${roomId}`), memberOf(`reader of ${roomId}`)]),
      people: (_officer, ids) =>
        Promise.resolve(ids.map((id) => ({ ...memberOf(id), id, displayName: id, kind: 'person' as const }))),
    },
    ownPosts: { showingHeads: nothing },
    deleter: {
      delete: (_officer, messageId) => {
        lasting.deletions.push(messageId);
        return Promise.resolve({ status: 204, attempts: 1, trackingId: null, reason: null });
      },
    },
    ...spaceOf(lasting),
    signIn: {
      session: (id) => Promise.resolve(signedIn.find(({ personId }) => personId === id) ?? null),
      sessions: () => Promise.resolve(signedIn),
      forget: () => Promise.resolve(true),
      help: () => ({ loginUrl: 'https://purge.example/login', tunnel: null }),
    },
    directory: {
      person: (id) => Promise.resolve(lasting.people.get(id) ?? null),
      personByEmail: (email) =>
        Promise.resolve([...lasting.people.values()].find((one) => one.email === email) ?? null),
    },
    holdFile: null,
    random,
    log: quietLog,
    officers: options.officers,
    adminRoomId: ROOM,
    rules: { ...RULES, canarySize: 0, ...options.rules },
    purgeHours: options.purgeHours ?? null,
    timetable: null,
    keepPurgesMs: options.keepPurgesMs ?? null,
    executeAs: 'approvers',
    typedApproval: options.typedApproval ?? false,
    ages: { targetAgeMs: 30 * DAY, horizonAgeMs: 89 * DAY, minAgeMs: 30 * DAY },
  };
}

const DAY = 86_400_000;

/** Tokens that never repeat. */
function counting(): Random {
  let last = 0;
  return { token: (length) => String(++last).padStart(length, '0'), fraction: () => 0.5 };
}

function memberOf(personId: string) {
  return { personId, email: `${personId.replaceAll(' ', '.')}@example.com`, orgId: 'org' };
}

async function* recordsOf(lines: readonly AuditLine[]): AsyncGenerator<readonly AuditLine[]> {
  await Promise.resolve();
  yield lines;
}

async function* eventsOf(
  { clock, deletions }: Lasting,
  type: 'created' | 'deleted',
  count: number,
): AsyncGenerator<readonly MessageEvent[]> {
  await Promise.resolve();
  const due = Array.from({ length: count }, (_, i) => eventOf(`due-${String(i)}`, clock.now() - 40 * DAY - i));
  yield type === 'created' ? due : deletions.map((id) => eventOf(id, clock.now()));
}

function eventOf(messageId: string, at: number): MessageEvent {
  const roomId = `room ${messageId}`;
  const sender = memberOf(`writer of ${roomId}`);
  return {
    messageId,
    created: new Date(at).toISOString(),
    senderId: sender.personId,
    senderEmail: sender.email,
    roomId,
    roomType: 'direct',
    actorId: OSCAR.id,
  };
}

function spaceOf({ said, posted, actions, messages, people, inSpace }: Lasting): Pick<Parts, 'chat' | 'inbox'> {
  const notices = new WeakMap<object, Notice>();
  const post = (rendered: { markdown: string; card: Json | null }, to: string | null): Promise<string> => {
    posted.count += 1;
    const id = `post-${String(posted.count)}`;
    said.push({ id, notice: notices.get(rendered)!, card: rendered.card, text: rendered.markdown, to });
    return Promise.resolve(id);
  };
  const unknown = () => new RefusedError('unknown', { status: 404, trackingId: null, hint: '' });
  return {
    chat: {
      render: (notice, head) => {
        const rendered = {
          markdown: words(notice, head),
          card: notice.kind === 'card' ? cards.fill(notice.card) : null,
        };
        notices.set(rendered, notice);
        return rendered;
      },
      post: (message) => post(message, null),
      edit: (messageId, message) => {
        const shown = said.find(({ id }) => id === messageId);
        if (shown !== undefined) Object.assign(shown, { notice: notices.get(message), card: message.card });
        return Promise.resolve(shown !== undefined);
      },
      remove: (messageId) => Promise.resolve(void said.splice(said.findIndex(({ id }) => id === messageId) >>> 0, 1)),
      attach: (message) => post(message, null),
      direct: (personId, message) => post(message, personId),
      elsewhere: async (roomId, message) => {
        await post(message, roomId);
      },
    },
    inbox: {
      subscribe: () => undefined,
      fetchAction: (id) => (actions.has(id) ? Promise.resolve(actions.get(id)!) : Promise.reject(unknown())),
      fetchMessage: (id) => {
        const shown = said.find((one) => one.id === id);
        return Promise.resolve(shown === undefined ? null : { card: shown.card, roomId: ROOM });
      },
      fetchSaid: (id) => Promise.resolve(messages.get(id) ?? null),
      person: (id) => Promise.resolve(people.get(id) ?? null),
      members: () => Promise.resolve([...inSpace.values()]),
    },
  };
}

/** Puts a request into a world with its frozen list on disk and its card in the space, as if it had come there by itself. */
export async function place(world: World, request: PurgeRequest): Promise<PurgeRequest> {
  const { files, audit } = world.parts;
  const manifest = await files.newManifest(request.id);
  await manifest.add(
    Array.from({ length: request.summary?.messages ?? 0 }, (_, i) => ({
      message_id: `due-${String(i)}`,
      created: new Date(world.clock.now() - 40 * DAY - i).toISOString(),
      sender_id: 'writer',
      sender: 'writer@example.com',
      room_id: `room due-${String(i)}`,
    })),
  );
  const { digest } = await manifest.freeze();
  const { seq } = await audit.append({ type: 'purge.frozen', actor: 'bot', purge: request.id, details: { digest } });
  const frozen = { ...request, digest, recorded: seq };
  const rendered = world.parts.chat.render({
    kind: 'card',
    card: { face: 'approval', request: frozen, head: audit.head() },
  });
  const messageId = await world.parts.chat.post(rendered);
  const face = request.card?.face ?? 'approval';
  const placed = { ...frozen, card: { messageId, digest: canonicalDigest(rendered.card), edits: 0, face } };
  await world.store.insert(placed);
  return placed;
}

/** Webex knows no step that the folder lacks. */
async function* nothing(): AsyncGenerator<never> {
  await Promise.resolve();
  yield* [];
}
