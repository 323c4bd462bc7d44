import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextRound } from 'node:timers/promises';
import type { IncomingAction, PurgeRequest, Rules } from '../../../src/model.js';
import { Random } from '../../../src/simulator/random.js';
import { removeFolder } from '../../storage/support.js';
import { countAnswers } from './answers.js';
import type { Disk } from './disk.js';
import { openProcess, type BotProcess, type Death, type Surroundings } from './process.js';
import { createSpace, ROOM, type FakeSpace } from './space.js';
import { createWebex, type FakeWebex } from './webex.js';

const BIRTH = '2026-11-24T12:00:00.000Z';

/** In memory where there is such a place: that the disk keeps what it was told to keep is shown elsewhere. */
const FOLDERS = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

/** One click on one card, as somebody sent it. */
export interface Sent extends IncomingAction {
  readonly atMs: number;
  /** What the card said then; null where it was no card of ours. */
  readonly shown: PurgeRequest | null;
}

/** A bot and its surroundings from its first start on, through every death and restart. */
export interface Life {
  readonly folder: string;
  readonly rules: Rules;
  readonly webex: FakeWebex;
  readonly space: FakeSpace;
  readonly disk: Disk;
  readonly sent: ReadonlyMap<string, Sent>;
  /** What was noticed while it happened. */
  readonly faults: string[];
  readonly deaths: () => number;
  bot(): BotProcess;
  nowMs(): number;
  /** Somebody says it in the space; nothing of the answer has happened yet. */
  say(personId: string, text: string): Promise<void>;
  /** Somebody clicks. */
  click(action: Omit<IncomingAction, 'id' | 'roomId'>): Promise<void>;
  /** Webex tells of a click again. */
  deliver(click: Sent): Promise<void>;
  /** How many clicks nobody answered; to be asked at rest. */
  unanswered(): number;
  /** Time goes by, and the agenda is looked at. */
  pass(ms: number): Promise<void>;
  /** Time goes by, and nobody looks. */
  sleep(ms: number): Promise<void>;
  die(death: Death): Promise<void>;
  restart(): Promise<void>;
  stopFile(stands: boolean): Promise<void>;
  end(): Promise<void>;
}

export async function createLife(rules: Rules): Promise<Life> {
  const folder = await mkdtemp(join(FOLDERS, 'purge-bot-life-'));
  const faults: string[] = [];
  const sent = new Map<string, Sent>();
  const random = new Random(1);
  let now = (): number => Date.parse(BIRTH);
  let deaths = 0;
  const world: Surroundings = {
    folder,
    disk: { room: 'enough', refused: 0 },
    webex: createWebex(() => now()),
    space: createSpace(() => now()),
    rules,
    random: {
      token: (length) => Array.from({ length }, () => random.int(36).toString(36)).join(''),
      fraction: () => random.next(),
    },
    fault: (what) => void faults.push(what),
  };
  let bot = await openProcess(world, BIRTH);
  now = () => bot.clock.now();
  const answers = countAnswers(world);
  const begin = (task: Promise<void>): Promise<void> => {
    task.catch((error: unknown) => faults.push(`what must not reject did: ${String(error)}`));
    return nextRound();
  };
  /** With a disk that somebody has made room on: without, it would not start. */
  const open = async (): Promise<void> => {
    world.disk.room = 'enough';
    bot = await openProcess(world, new Date(now() + 1_000).toISOString());
    answers.forgive();
  };
  const start = async (): Promise<void> => {
    await bot.start();
    await begin(bot.workflow.tick());
  };
  await bot.start();

  return {
    ...world,
    faults,
    sent,
    deaths: () => deaths,
    bot: () => bot,
    nowMs: () => now(),
    say: (personId, text) => {
      const said = { id: `said-${now()}`, roomId: ROOM, roomType: 'group' as const, personId, personEmail: '', text };
      return begin(bot.workflow.message(said));
    },
    unanswered: () => answers.missing(),
    click: (action) => {
      const claim = { ...action, roomId: ROOM };
      const id = world.space.act(claim);
      const click = { ...claim, id, atMs: now(), shown: world.space.shownOn(claim.messageId) };
      sent.set(id, click);
      answers.owe(click);
      return begin(bot.workflow.action(id));
    },
    deliver: (click) => {
      answers.owe(click);
      return begin(bot.workflow.action(click.id));
    },
    pass: async (ms) => {
      bot.clock.advance(ms);
      await begin(bot.workflow.tick());
    },
    sleep: (ms) => {
      bot.clock.advance(ms);
      return nextRound();
    },
    die: async (death) => {
      deaths += 1;
      await bot.die(death);
      await open();
      if (death.again !== null) {
        await bot.beginStart(death.again);
        await bot.die({ ...death, kind: 'between' });
        await open();
      }
      await start();
    },
    restart: async () => {
      await bot.stop();
      await open();
      await start();
    },
    stopFile: (stands) => (stands ? writeFile(join(folder, 'STOP'), '') : rm(join(folder, 'STOP'), { force: true })),
    end: async () => {
      await bot.stop();
      await removeFolder(folder);
    },
  };
}
