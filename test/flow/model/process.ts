import { appendFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as nextRound } from 'node:timers/promises';
import { isSettled } from '../../../src/flow/report.js';
import { createWorkflow, type Workflow } from '../../../src/flow/workflow.js';
import type { Rules } from '../../../src/model.js';
import type { Ledger, Random, RequestStore, SignIn } from '../../../src/ports.js';
import { openAudit } from '../../../src/storage/audit-file.js';
import { lockFolder } from '../../../src/storage/lock.js';
import { readAuditPast } from '../../../src/storage/audit-past.js';
import { createMemberCache } from '../../../src/storage/member-cache.js';
import { createPurgeFiles } from '../../../src/storage/purge-files.js';
import { openState } from '../../../src/storage/state.js';
import { keyNumber } from '../../storage/support.js';
import { manualClock, type ManualClock } from '../../support/memory.js';
import { quietLog } from '../../support/quiet-log.js';
import { sessionOf } from '../../support/requests.js';
import {
  auditInTurns,
  factsInTurns,
  filesInTurns,
  headKeeping,
  membersInTurns,
  pastInTurns,
  requestsInTurns,
  type Disk,
} from './disk.js';
import { OFFICERS, personOf } from './org.js';
import { ROOM, type FakeSpace } from './space.js';
import { createTurns, type Turns } from './turns.js';
import type { FakeWebex } from './webex.js';

const DAY_MS = 86_400_000;

/** No life takes this many steps between two rests. */
const RESTLESS_AFTER = 5_000;

/** After it, what still goes on when the bot ends is cut off. */
const LONGEST_FAREWELL_MS = 10_000;

/** What outlives a process. */
export interface Surroundings {
  readonly folder: string;
  readonly disk: Disk;
  readonly webex: FakeWebex;
  readonly space: FakeSpace;
  readonly rules: Rules;
  readonly random: Random;
  /** Hears what must never be. */
  readonly fault: (what: string) => void;
}

/** How a process ends: between two steps; in one that nobody hears of; in one of the audit's, before the state knows of it. */
export interface Death {
  readonly kind: 'between' | 'unheard' | 'headless';
  readonly choice: number;
  /** Half a line is left at the end of what grows, as a power cut leaves it. */
  readonly torn: boolean;
  /** Once more after so many steps of the next start; null: that one succeeds. */
  readonly again: number | null;
}

/** The bot as one process of it sees the world: the real flow over real files. */
export interface BotProcess {
  readonly workflow: Workflow;
  readonly turns: Turns;
  readonly clock: ManualClock;
  /** Without taking a turn. */
  readonly requests: Pick<RequestStore, 'get' | 'all'>;
  /** What comes before the first look at the agenda. */
  start(): Promise<void>;
  /** The same, cut off after so many steps. */
  beginStart(steps: number): Promise<void>;
  /** Until nothing waits. */
  rest(): Promise<void>;
  die(death: Omit<Death, 'again'>): Promise<void>;
  /** Ends in order, as on SIGTERM. */
  stop(): Promise<void>;
}

export async function openProcess(world: Surroundings, now: string): Promise<BotProcess> {
  const { folder, disk, space } = world;
  const clock = manualClock(now);
  const turns = createTurns();
  const lock = await lockFolder(folder, process.pid);
  const state = await openState(folder, [keyNumber(1)]);
  const audit = await openAudit({ dataDir: folder, clock, state: headKeeping(disk, state), log: quietLog });
  const access = { turns, disk };
  const ledgers = createLedgers(world);
  const workflow = createWorkflow({
    ...world.webex.officersSide(turns, () => audit.head().seq),
    ...space.botsSide(turns),
    store: requestsInTurns(access, state.requests),
    facts: factsInTurns(access, state.facts),
    files: filesInTurns(access, createPurgeFiles(folder, clock), ledgers.opened),
    members: membersInTurns(access, createMemberCache({ dataDir: folder, keys: [keyNumber(1)], log: quietLog })),
    audit: auditInTurns(access, audit),
    past: pastInTurns(access, readAuditPast(folder)),
    signIn: signedIn,
    clock,
    random: world.random,
    log: quietLog,
    officers: OFFICERS,
    directory: {
      person: (id) => turns.take('person', () => personOf(id)),
      personByEmail: (email) => turns.take('person', () => personOf(`person-${email.split('@')[0] ?? ''}`)),
    },
    holdFile: null,
    adminRoomId: ROOM,
    typedApproval: false,
    purgeHours: null,
    executeAs: 'approvers',
    timetable: null,
    keepPurgesMs: null,
    rules: world.rules,
    ages: { targetAgeMs: 30 * DAY_MS, horizonAgeMs: 89 * DAY_MS, minAgeMs: 30 * DAY_MS },
  });

  const rest = async (): Promise<void> => {
    // What was begun a moment ago comes to its first turn.
    await nextRound();
    for (let steps = 0; turns.waiting() > 0; steps += 1) {
      if (steps > RESTLESS_AFTER) throw new Error('the bot never comes to rest');
      await turns.step(0);
    }
  };
  const closeFiles = async (): Promise<void> => {
    await ledgers.closeAll();
    await audit.close();
    await lock.release();
  };
  /** All that it waits for are turns. */
  const start = async (): Promise<void> => {
    const starting = workflow.catchUp();
    starting.catch(() => undefined);
    await rest();
    await starting;
  };

  return {
    workflow,
    turns,
    clock,
    requests: state.requests,
    start,
    beginStart: async (steps) => {
      workflow.catchUp().catch((error: unknown) => world.fault(`the start failed: ${String(error)}`));
      for (let n = 0; n < steps; n += 1) await turns.step(0);
    },
    rest,
    die: async ({ kind, choice, torn }) => {
      if (kind === 'between') turns.end();
      else if (kind === 'unheard') await turns.endWithin(choice);
      else await headless(turns, choice, disk);
      const growing = ['audit.ndjson', ...ledgers.open().flatMap(ledgerFiles)];
      await closeFiles();
      if (torn) await tear(growing.map((path) => join(folder, path)));
    },
    stop: async () => {
      const stopping = workflow.stop();
      await rest();
      clock.advance(LONGEST_FAREWELL_MS);
      await stopping;
      turns.end();
      await closeFiles();
    },
  };
}

/** Dead: what the audit has written, the state does not hear of any more. */
async function headless(turns: Turns, choice: number, disk: Disk): Promise<void> {
  const { room, refused } = disk;
  disk.room = 'state-full';
  await turns.endWithin(choice);
  Object.assign(disk, { room, refused });
}

const signedIn: SignIn = {
  session: (id) => Promise.resolve(OFFICERS.filter((officer) => officer.id === id).map(sessionOf)[0] ?? null),
  sessions: () => Promise.resolve(OFFICERS.map(sessionOf)),
  forget: () => Promise.resolve(false),
  help: () => ({ loginUrl: 'http://localhost/login', tunnel: null }),
};

/** One run, one ledger: whoever opens a second one works beside the first. */
function createLedgers({ fault, webex }: Pick<Surroundings, 'fault' | 'webex'>) {
  const open = new Map<string, Ledger>();
  const watched = (id: string, ledger: Ledger): Ledger => ({
    intend: (ids, by) => ledger.intend(ids, by),
    record: async (line) => {
      await ledger.record(line);
      if (isSettled(line.outcome)) webex.settle(id, line.message_id);
    },
    close: () => {
      open.delete(id);
      return ledger.close();
    },
  });
  return {
    opened: (id: string, ledger: Ledger): Ledger => {
      if (open.has(id)) fault(`${id} is run twice at a time`);
      open.set(id, ledger);
      return watched(id, ledger);
    },
    open: () => [...open.keys()],
    closeAll: async () => {
      for (const ledger of open.values()) await ledger.close();
    },
  };
}

/** A ledger that nobody has open is complete on the disk already: no power cut tears it. */
function ledgerFiles(id: string): readonly string[] {
  return ['ledger', 'intents'].map((name) => `purges/${id}/${name}.ndjson`);
}

async function tear(paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    if ((await stat(path)).size > 0) await appendFile(path, '{"message_id":"half a l');
  }
}
