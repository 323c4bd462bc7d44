import { setTimeout as sleep } from 'node:timers/promises';
import { buttonsOf } from '../../src/demo/space.js';
import type { Stage } from '../../src/demo/stage.js';
import type { Point } from './points.js';
import { frozenPurge, isPast, lastTypes, manifestOf, openIn, requestsSeen, textOf } from './traces.js';

/** Looks at the bot's files and at the simulator this often, ms: the kill must fall close to what was seen. */
const LOOK_MS = 3;
/** A life goes on within this time, or something is lost for good. */
export const PATIENCE_MS = 60_000;
/** A click that a kill swallowed is made again after so long. */
const CLICK_AGAIN_MS = 4_000;
/** Deletions before Webex's event log is asked for them. */
export const CANARY = 8;

/** Until the phase has begun, and as much of it is seen as the point asks for. */
export async function reach(stage: Stage, point: Point): Promise<void> {
  await REACH[point.phase](stage, point);
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

/** A run that halted before the kill, at a full disk for example, goes on when an officer says so. */
export async function goOnIfStopped(stage: Stage): Promise<void> {
  const { webex, org } = stage;
  if (!(await textOf(stage, 'state.json')).includes('"state":"stopped"')) return;
  const text = `resume ${await frozenPurge(stage)}`;
  await webex.say({ person: org.officers[1].id, roomId: org.adminRoomId, text, mentionBot: true });
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

async function soon(stage: Stage, isSo: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + PATIENCE_MS;
  while (!(await isSo())) {
    if (performance.now() > end) throw new Error(`waited in vain; the audit ends with ${await lastTypes(stage)}`);
    await sleep(LOOK_MS);
  }
}
