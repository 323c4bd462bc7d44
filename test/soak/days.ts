import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { request } from 'undici';
import { expectedDue } from '../../src/demo/expected.js';
import { buttonsOf, hasCard } from '../../src/demo/space.js';
import { until } from '../../src/demo/stage.js';
import type { OrgPerson, SeenMessage } from '../../src/simulator/control-types.js';
import { auditOf, type AuditLine, type Scene } from '../story/scene.js';

const DAY_MS = 86_400_000;

const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
const SHIFTED_CLOCK = fileURLToPath(new URL('shifted-clock.mjs', import.meta.url));

/** The bot as it is, but for a clock that can be moved. */
export const COMMAND = [process.execPath, '--import', SHIFTED_CLOCK, MAIN, 'start'] as const;

/** What a day of trouble is made of. */
export interface Day {
  readonly number: number;
  readonly end: 'SIGTERM' | 'SIGKILL' | null;
  readonly approved: boolean;
}

export interface Lived {
  /** Ids of all messages that were due on the list of an approved run. */
  readonly due: readonly string[];
}

/** Moves the clocks of Webex and of the bot's machine together. */
async function setClock({ stage }: Scene, days: number, clockFile: string): Promise<void> {
  const shiftMs = days * DAY_MS;
  await writeFile(`${clockFile}.new`, String(shiftMs));
  await rename(`${clockFile}.new`, clockFile);
  await stage.webex.set({ clockOffsetMs: shiftMs });
}

/** A day passes: the schedule comes up amid trouble, somebody decides, and what was approved is carried out. */
export async function live(scene: Scene, day: Day, clockFile: string): Promise<Lived> {
  const { stage, space } = scene;
  const [olivia, oscar] = stage.org.officers;
  const known = new Set((await space.messages()).map(({ id }) => id));
  if (day.end !== null) await restart(scene, day.end);
  await stage.webex.expireTokens(oscar.id, 'access');
  await trouble(scene, day.number);
  await setClock(scene, day.number, clockFile);
  // The bot learns of the new day by whatever Webex answers next.
  await until('the bot hears again', async () => (await stage.webex.sockets()) === 1);
  await stage.webex.say({
    person: stage.org.member.id,
    roomId: stage.org.adminRoomId,
    text: 'status',
    mentionBot: true,
  });
  const card = await newCard(scene, known);
  const due = await dueBy(scene, idOn(card));
  await stage.webex.clearFaults();
  await decide(scene, card, { by: day.number % 2 === 0 ? olivia : oscar, approved: day.approved });
  await ended(scene, idOn(card), day.approved ? 'purge.finished' : 'purge.rejected');
  await stage.webex.set({ randomFailure: { share: 0, status: 502 } });
  return { due: day.approved ? due : [] };
}

/** Amid the trouble Webex may not say in time that somebody is an officer: then that officer tries again, as people do. */
async function decide(
  { stage, space }: Scene,
  card: SeenMessage,
  { by, approved }: { by: OrgPerson; approved: boolean },
): Promise<void> {
  const click = approved ? { button: 'Approve' } : { button: 'Reject', typed: { reason: 'not today' } };
  for (let tries = 0; tries < 10; tries++) {
    const answers = (await answersOn(stage, idOn(card))).length;
    await space.click(by, card, click);
    await until('the click is answered', async () => (await answersOn(stage, idOn(card))).length > answers);
    if ((await answersOn(stage, idOn(card))).at(-1)?.type !== 'refused') return;
  }
}

async function answersOn(stage: Scene['stage'], id: string): Promise<readonly AuditLine[]> {
  const answers = new Set(['purge.approved', 'purge.rejected', 'refused']);
  return (await auditOf(stage)).filter(({ type, purge }) => purge === id && answers.has(type));
}

async function restart({ stage }: Scene, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
  stage.bot.signal(signal);
  await stage.bot.ended();
  await stage.restart();
}

/** One answer in thirty fails, a few are limited, and the socket drops. */
async function trouble({ stage }: Scene, seed: number): Promise<void> {
  await stage.webex.set({ randomFailure: { share: 0.03, status: seed % 2 === 0 ? 502 : 503 } });
  const limited = { status: 429, headers: { 'Retry-After': '1' }, times: 2 };
  await stage.webex.addFault({ match: { pathPattern: '/v1/events' }, ...limited });
  await stage.webex.dropSockets();
}

async function newCard({ space }: Scene, known: ReadonlySet<string>): Promise<SeenMessage> {
  let found: SeenMessage | undefined;
  await until(
    'the schedule has asked',
    async () => {
      const fresh = (await space.messages()).filter(({ id }) => !known.has(id));
      found = fresh.find((message) => hasCard(message) && buttonsOf(message).has('Approve'));
      return found !== undefined;
    },
    60_000,
  );
  return found!;
}

function idOn(card: SeenMessage): string {
  return String(buttonsOf(card).get('Approve')?.['id']);
}

/** By the truth of the simulator, for the span that was scanned. */
async function dueBy({ stage }: Scene, id: string): Promise<readonly string[]> {
  const asked = (await auditOf(stage)).find(({ type, purge }) => type === 'scan.requested' && purge === id);
  const due = await expectedDue(stage.webex, stage.org, asked?.details as { from: string; to: string });
  return due.map((message) => message.id);
}

async function ended({ stage }: Scene, id: string, type: string): Promise<void> {
  const isIt = (line: AuditLine): boolean => line.purge === id && line.type === type;
  await until(`${id} has ended`, async () => (await auditOf(stage)).some(isIt), 90_000);
}

/** Resident memory of the bot after everything that is under way, in bytes. */
export async function memoryOf({ stage }: Scene): Promise<number> {
  const { body } = await request(`${stage.publicUrl}/metrics`);
  const value = /^process_resident_memory_bytes (\S+)/m.exec(await body.text())?.[1];
  return Number(value);
}

export function clockFileOf(folder: string): string {
  return join(folder, 'shift');
}
