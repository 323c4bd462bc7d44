import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { buttonsOf } from '../../src/demo/space.js';
import { setStage, until, type Stage } from '../../src/demo/stage.js';
import type { SeenMessage } from '../../src/simulator/control-types.js';
import type { Candidate } from '../../src/model.js';
import type { AuditLine } from '../story/scene.js';
import { POINTS_IN_A_LIFE, type Point } from './points.js';

/** Looks at the bot's files and at the simulator this often, ms: the kill must fall close to what was seen. */
const LOOK_MS = 3;
/** A life goes on within this time, or something is lost for good. */
const PATIENCE_MS = 60_000;
/** A click that a kill swallowed is made again after so long. */
const CLICK_AGAIN_MS = 4_000;
/** Deletions before Webex's event log is asked for them. */
const CANARY = 8;

/** A purge that is killed again and again, and what was seen at each kill. */
export interface Life {
  readonly stage: Stage;
  readonly seed: number;
  readonly kills: readonly Kill[];
  readonly purge: string;
  readonly manifest: readonly Candidate[];
}

export interface Kill {
  readonly point: Point;
  /** Intended by the files, without an outcome in them: on its way when the process died. */
  readonly inFlight: ReadonlySet<string>;
  readonly deleted: number;
}

/** Sets a stage of its own, goes through all the points, and on to the report. */
export async function live(seed: number, points: readonly Point[]): Promise<Life> {
  const stage = await setStage({
    simulator: { seed, people: 24, messages: 260, latencyMs: 12, deletedEventDelayMs: 300 },
    env: { CANARY_SIZE: String(CANARY), GRACE_PERIOD: '1s' },
  });
  try {
    for (const officer of stage.org.officers) await stage.signIn(officer);
    await stage.webex.clearRequests();
    const kills: Kill[] = [];
    for (const point of points) {
      await reach(stage, point);
      kills.push(await kill(stage, point));
      await stage.restart();
    }
    await untilFinished(stage);
    const purge = await frozenPurge(stage);
    return { stage, seed, kills, purge, manifest: await manifestOf(stage, purge) };
  } catch (error) {
    await stage.close();
    throw new Error(`the life of seed ${String(seed)} did not come to its end:\n${stage.bot.output()}`, {
      cause: error,
    });
  }
}

/** All the lives that `points` make up, one after another. */
export function seedsFor(points: number, firstSeed: number): readonly number[] {
  return Array.from({ length: Math.ceil(points / POINTS_IN_A_LIFE) }, (_, i) => firstSeed + i);
}

// ── Up to a point ─────────────────────────────────────────────────────────────────────────────────────────────────

async function reach(stage: Stage, point: Point): Promise<void> {
  await REACH[point.phase](stage, point);
  await sleep(point.delayMs);
}

const REACH: Readonly<Record<Point['phase'], (stage: Stage, point: Point) => Promise<void>>> = {
  freeze: async (stage, { after }) => {
    await stage.webex.clearRequests();
    await ask(stage);
    await soon(stage, async () => (await requestsSeen(stage)) > after || (await isPast(stage, 'purge.frozen')));
  },
  card: (stage) => untilFrozen(stage),
  claim: (stage) =>
    soon(stage, async () => {
      await untilFrozen(stage);
      return clickApprove(stage);
    }),
  grace: (stage) => untilApproved(stage),
  batch: async (stage, { after }) => {
    await untilApproved(stage);
    const wanted = (after / 1_000) * (await manifestOf(stage, await frozenPurge(stage))).length;
    await soon(stage, async () => (await stage.webex.deletions()).length >= wanted);
  },
  canary: async (stage) => {
    await untilApproved(stage);
    await soon(stage, async () => (await stage.webex.deletions()).length >= CANARY);
  },
  verify: async (stage) => {
    await untilApproved(stage);
    const { length } = await manifestOf(stage, await frozenPurge(stage));
    await soon(stage, async () => (await stage.webex.deletions()).length >= length);
  },
  report: (stage) => soon(stage, () => isPast(stage, 'purge.finished')),
};

async function ask({ webex, org }: Stage): Promise<void> {
  await webex.say({ person: org.officers[0].id, roomId: org.adminRoomId, text: 'purge 30d', mentionBot: true });
}

/** Asks again where a kill cut the scan off, or swallowed the question. */
async function untilFrozen(stage: Stage): Promise<void> {
  let askedAt = -Infinity;
  await soon(stage, async () => {
    const { scanning, frozen } = await openIn(stage);
    if (frozen !== null) return true;
    if (scanning || performance.now() - askedAt < CLICK_AGAIN_MS) return false;
    askedAt = performance.now();
    await ask(stage);
    return false;
  });
}

/**
 * What the audit says of the newest scan. One that was frozen and failed was cut off between the two; one that the state does
 * not know was cut off before it began.
 */
async function openIn(stage: Stage): Promise<{ scanning: boolean; frozen: string | null }> {
  const lines = await auditOf(stage);
  const asked = lines.findLast(({ type }) => type === 'scan.requested')?.purge ?? null;
  const types = new Set(lines.filter(({ purge }) => purge === asked).map(({ type }) => type));
  const isKnown = asked !== null && (await textOf(stage, 'state.json')).includes(asked);
  const isOpen = isKnown && !types.has('scan.failed');
  return { scanning: isOpen, frozen: isOpen && types.has('purge.frozen') ? asked : null };
}

async function untilApproved(stage: Stage): Promise<void> {
  let clickedAt = 0;
  await soon(stage, async () => {
    if (await isPast(stage, 'purge.approved')) return true;
    await untilFrozen(stage);
    if (performance.now() - clickedAt > CLICK_AGAIN_MS && (await clickApprove(stage))) clickedAt = performance.now();
    return false;
  });
}

/** Approves on the newest card that asks. */
async function clickApprove({ webex, org }: Stage): Promise<boolean> {
  const card = (await webex.room(org.adminRoomId)).findLast(
    (message) => !message.removed && buttonsOf(message).has('Approve'),
  );
  if (card === undefined) return false;
  const inputs = buttonsOf(card).get('Approve') ?? {};
  await webex.click({ person: org.officers[1].id, messageId: card.id, inputs });
  return true;
}

/** The report is in the space, and the bot knows it. */
async function untilFinished(stage: Stage): Promise<void> {
  await until(
    'the report is posted',
    async () => (await reportsIn(stage)).length > 0 && /"posted":\s*true/.test(await textOf(stage, 'state.json')),
    PATIENCE_MS,
  );
}

export async function reportsIn({ webex, org }: Stage): Promise<readonly SeenMessage[]> {
  return (await webex.room(org.adminRoomId)).filter(
    ({ files = [], personId }) => personId === org.bot.id && files.length > 0,
  );
}

// ── The kill ──────────────────────────────────────────────────────────────────────────────────────────────────────

async function kill(stage: Stage, point: Point): Promise<Kill> {
  stage.bot.signal('SIGKILL');
  await stage.bot.ended();
  const purge = (await auditOf(stage)).findLast(({ type }) => type === 'purge.frozen')?.purge ?? null;
  const inFlight = purge === null ? new Set<string>() : await intendedOnly(stage, purge);
  if (point.torn) await tear(stage, purge);
  return { point, inFlight, deleted: (await stage.webex.deletions()).length };
}

/** A ledger that is complete lies on the disk already: no power cut tears it. */
async function tear(stage: Stage, purge: string | null): Promise<void> {
  const growing = ['audit.ndjson'];
  if (purge !== null && !(await isPast(stage, 'purge.finished'))) growing.push(`purges/${purge}/ledger.ndjson`);
  for (const file of growing) {
    if ((await textOf(stage, file)) !== '') await appendFile(join(stage.dataDir, file), '{"message_id":"half a l');
  }
}

async function intendedOnly(stage: Stage, purge: string): Promise<ReadonlySet<string>> {
  const known = new Set(await idsIn(stage, `purges/${purge}/ledger.ndjson`));
  return new Set((await idsIn(stage, `purges/${purge}/intents.ndjson`)).filter((id) => !known.has(id)));
}

// ── What the files say ────────────────────────────────────────────────────────────────────────────────────────────

export async function auditOf(stage: Stage): Promise<readonly AuditLine[]> {
  return (await linesOf(stage, 'audit.ndjson')).map((line) => JSON.parse(line) as AuditLine);
}

async function idsIn(stage: Stage, file: string): Promise<readonly string[]> {
  return (await linesOf(stage, file)).map((line) => (JSON.parse(line) as { message_id: string }).message_id);
}

async function manifestOf(stage: Stage, purge: string): Promise<readonly Candidate[]> {
  return (await linesOf(stage, `purges/${purge}/manifest.ndjson`)).map((line) => JSON.parse(line) as Candidate);
}

/** The whole lines of a file that may be written to at this moment. */
async function linesOf(stage: Stage, file: string): Promise<readonly string[]> {
  return (await textOf(stage, file)).split('\n').slice(0, -1);
}

export function textOf({ dataDir }: Stage, file: string): Promise<string> {
  return readFile(join(dataDir, file), 'utf8').catch(() => '');
}

async function isPast(stage: Stage, type: string): Promise<boolean> {
  return (await auditOf(stage)).some((line) => line.type === type);
}

async function frozenPurge(stage: Stage): Promise<string> {
  const { frozen } = await openIn(stage);
  if (frozen === null) throw new Error('nothing is frozen');
  return frozen;
}

async function requestsSeen({ webex }: Stage): Promise<number> {
  return (await webex.requests()).total;
}

async function soon(stage: Stage, isSo: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + PATIENCE_MS;
  while (!(await isSo())) {
    if (performance.now() > end) throw new Error(`waited in vain; the audit ends with ${await lastTypes(stage)}`);
    await sleep(LOOK_MS);
  }
}

async function lastTypes(stage: Stage): Promise<string> {
  return (await auditOf(stage))
    .slice(-12)
    .map(({ type }) => type)
    .join(', ');
}
