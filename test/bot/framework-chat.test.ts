import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { FrameworkChat } from '../../src/bot/framework-chat.js';
import type { IncomingMessage, TimeSpan } from '../../src/model.js';
import type { OrgInfo, SeenMessage } from '../../src/simulator/control-types.js';
import { spawnSimulator, type SpawnedSimulator } from '../../src/simulator/spawn.js';
import { aRequest, summaryOf } from '../support/requests.js';
import { chatOf, keptLog } from './chat-parts.js';
import { EVIL } from './notices.js';

const { log, lines: logged } = keptLog();

let simulator: SpawnedSimulator;
let org: OrgInfo;
let bot: FrameworkChat;
const heard: IncomingMessage[] = [];
const clicked: string[] = [];
const silences: TimeSpan[] = [];

beforeAll(async () => {
  simulator = await spawnSimulator({ messages: 50 });
  org = await simulator.client.org();
  bot = chatOf(simulator.url, org, { log, patienceMs: 500, heardAgain: (silence) => void silences.push(silence) });
  bot.inbox.subscribe({
    message: (message) => {
      heard.push(message);
      return message.text === 'fail' ? Promise.reject(new Error('a handler that fails')) : Promise.resolve();
    },
    action: (id) => Promise.resolve(void clicked.push(id)),
  });
  await bot.start();
});

afterAll(async () => {
  await bot.stop();
  await simulator.stop();
});

beforeEach(async () => {
  await simulator.client.clearFaults();
  heard.length = 0;
  clicked.length = 0;
});

const say = (text: string, roomId = org.adminRoomId): Promise<string> =>
  simulator.client.say({ person: org.officers[0].email, roomId, text, mentionBot: true });

async function seen(id: string, roomId = org.adminRoomId): Promise<SeenMessage | undefined> {
  return (await simulator.client.room(roomId)).find((message) => message.id === id);
}

const notice = (text: string) => bot.chat.render({ kind: 'failure', message: text, hint: 'Try again.' });
const approval = () =>
  bot.chat.render({
    kind: 'card',
    card: { face: 'approval', request: aRequest({ summary: summaryOf(5) }), head: { seq: 1, hash: 'a'.repeat(64) } },
  });

describe('what people do reaches us through the framework', () => {
  test('a mention arrives without the bot’s name', async () => {
    await say('purge 30d');
    await vi.waitFor(() => expect(heard.map(({ text }) => text)).toEqual(['purge 30d']));
    expect(heard[0]).toMatchObject({ roomId: org.adminRoomId, personId: org.officers[0].id, roomType: 'group' });
  });

  test('a handler that fails is logged, and the next message still arrives', async () => {
    await say('fail');
    await vi.waitFor(() => expect(heard.map(({ text }) => text)).toEqual(['fail']));
    await say('status');
    await vi.waitFor(() => expect(heard.map(({ text }) => text)).toEqual(['fail', 'status']));
    expect(logged.join()).toContain('inbox.handler');
  });

  test('what is said in another space arrives with its space, and can be answered there', async () => {
    const other = await simulator.client.addRoom({ type: 'group', members: [org.bot.email, org.officers[0].email] });
    await say('purge 30d', other);
    await vi.waitFor(() => expect(heard.map(({ roomId }) => roomId)).toEqual([other]));
    await bot.chat.elsewhere(other, notice('Not here.'));
    expect((await simulator.client.room(other)).at(-1)?.text).toContain('Not here.');
  });

  test('a click arrives as an id, and is fetched as Webex stores it', async () => {
    const messageId = await bot.chat.post(approval());
    const inputs = { action: 'approve', comment: 'fine' };
    const id = await simulator.client.click({ person: org.member.email, messageId, inputs });
    await vi.waitFor(() => expect(clicked).toEqual([id]));
    expect(await bot.inbox.fetchAction(id)).toEqual({
      id,
      messageId,
      personId: org.member.id,
      roomId: org.adminRoomId,
      inputs,
    });
  });
});

describe('while Webex fails', () => {
  test.each([
    ['what was said', '/messages/'],
    ['who said it', '/people/'],
  ])('%s is asked for until it is known', async (_what, pathPattern) => {
    await simulator.client.addFault({ match: { method: 'GET', pathPattern }, status: 502, times: 3 });
    await say('stop');
    await vi.waitFor(() => expect(heard.map(({ text }) => text)).toEqual(['stop']), { timeout: 15_000 });
  });

  test('a click is asked for until it is known', async () => {
    const messageId = await bot.chat.post(approval());
    const match = { method: 'GET', pathPattern: '/attachment/actions/' };
    await simulator.client.addFault({ match, status: 502, times: 3 });
    const id = await simulator.client.click({ person: org.member.email, messageId, inputs: { action: 'stop' } });
    await vi.waitFor(() => expect(clicked).toEqual([id]), { timeout: 15_000 });
  });
});

test('what Webex never tells is told to be lost, once, and ends nothing', async () => {
  silences.length = 0;
  const unguarded: unknown[] = [];
  const note = (reason: unknown): void => void unguarded.push(reason);
  process.on('uncaughtException', note);
  await simulator.client.addFault({ match: { method: 'GET', pathPattern: '/messages/' }, status: 502 });
  await say('stop');
  await say('status');
  await vi.waitFor(() => expect(logged.filter((line) => line.includes('event.not-learnt'))).toHaveLength(2), {
    timeout: 40_000,
  });
  await simulator.client.clearFaults();
  expect(silences).toHaveLength(1);
  await say('help');
  await vi.waitFor(() => expect(heard.map(({ text }) => text)).toEqual(['help']));
  process.off('uncaughtException', note);
  expect(unguarded).toEqual([]);
}, 60_000);

describe('a socket that ends', () => {
  /** 1006: as a network fault does. 4000: replaced by another one, after which the SDK never reconnects by itself. */
  test.each([undefined, 4000])('with code %s is made anew, and the silence is told', async (code) => {
    silences.length = 0;
    await simulator.client.dropSockets(code);
    await vi.waitFor(() => expect(silences).toHaveLength(1), { timeout: 15_000 });
    expect(bot.connected()).toBe(true);
    expect(await simulator.client.sockets()).toBe(1);
    await say('status');
    await vi.waitFor(() => expect(heard.map(({ text }) => text)).toEqual(['status']), { timeout: 5_000 });
  });
});

describe('what we do reaches the space', () => {
  test('a card is posted, answered in its thread, edited in place, and removed', async () => {
    const id = await bot.chat.post(approval());
    const answer = await bot.chat.post(notice('In the thread.'), id);
    expect((await seen(id))?.attachments).toHaveLength(1);
    expect((await seen(answer))?.parentId).toBe(id);
    expect(await bot.inbox.fetchMessage(id)).toEqual({ card: approval().card, roomId: org.adminRoomId });

    const closed = bot.chat.render({
      kind: 'card',
      card: { face: 'closed', request: aRequest({ state: 'rejected' }) },
    });
    expect(await bot.chat.edit(id, closed)).toBe(true);
    expect((await seen(id))?.attachments?.[0]?.content).toEqual(closed.card);

    await bot.chat.remove(id);
    await bot.chat.remove(id);
    expect((await seen(id))?.removed).toBe(true);
    expect(await bot.chat.edit(id, closed)).toBe(false);
  });

  test('an edit that Webex refuses is answered with false', async () => {
    const id = await bot.chat.post(approval());
    await simulator.client.set({ refuseCardEdits: true });
    expect(await bot.chat.edit(id, approval())).toBe(false);
    await simulator.client.set({ refuseCardEdits: false });
  });

  test('a file is attached under its name, in the space and directly', async () => {
    const path = join(await mkdtemp(join(tmpdir(), 'attach-')), 'x');
    await writeFile(path, 'a,b\r\n');
    const id = await bot.chat.attach(notice('A report.'), { path, name: 'report.csv' });
    expect((await seen(id))?.files).toEqual([{ name: 'report.csv', text: 'a,b\r\n' }]);
    const direct = await bot.chat.direct(org.officers[0].id, notice('A list.'), { path, name: 'list.csv' });
    const said = await simulator.client.messages({ roomType: 'direct' });
    expect(said.find((message) => message.id === direct)?.personId).toBe(org.bot.id);
  });

  test('a name full of mentions mentions nobody', async () => {
    const id = await bot.chat.post(notice(EVIL));
    expect(await seen(id)).not.toHaveProperty('mentionedPeople.0');
    expect(await seen(id)).not.toHaveProperty('mentionedGroups.0');
  });

  test('a limited post is repeated after the time that Webex names', async () => {
    const fault = {
      match: { method: 'POST', pathPattern: '/v1/messages' },
      status: 429,
      headers: { 'Retry-After': '1' },
    };
    await simulator.client.addFault({ ...fault, times: 2 });
    const id = await bot.chat.post(notice('After the limit.'));
    expect((await seen(id))?.text).toContain('After the limit.');
  });

  test('a refusal keeps Webex’s sentence and nothing of the request', async () => {
    const fault = { match: { method: 'POST', pathPattern: '/v1/messages' }, status: 403, times: 1 };
    await simulator.client.addFault({ ...fault, body: '{"message":"Not a member any more."}' });
    const failure = await bot.chat.post(notice('x')).catch((error: unknown) => error);
    expect(String(failure)).toContain('Not a member any more.');
    expect(JSON.stringify([failure, (failure as Error).cause, (failure as Error).stack])).not.toContain(org.botToken);
  });
});

describe('who is who', () => {
  test('people by id and by address, the bot itself, and its spaces', async () => {
    const [olivia] = org.officers;
    expect(await bot.rest.me()).toMatchObject({ id: org.bot.id, kind: 'bot' });
    expect(await bot.rest.personByEmail(olivia.email)).toMatchObject({ id: olivia.id, kind: 'person' });
    expect(await bot.inbox.person(olivia.id)).toMatchObject({ displayName: olivia.displayName, orgId: org.orgId });
    expect(await bot.rest.personByEmail('nobody@nowhere.example')).toBeNull();
    expect(await bot.inbox.person('nonsense')).toBeNull();
    expect(await bot.rest.inRoom(org.adminRoomId)).toBe(true);
    expect(await bot.rest.inRoom('nonsense')).toBe(false);
  });
});

test('without the framework it still posts, and does not claim to be connected', async () => {
  const other = chatOf(simulator.url, org, { log });
  const id = await other.chat.post(notice('Before the start.'));
  expect((await seen(id))?.text).toContain('Before the start.');
  expect(other.connected()).toBe(false);
  await other.stop();
});

test('a token that Webex does not know is refused in a sentence', async () => {
  const other = chatOf(simulator.url, { ...org, botToken: `unknown_PF84_${org.orgId}` }, { log });
  await expect(other.start()).rejects.toThrow(/refused the connection of the bot \(401\)/);
  expect(other.connected()).toBe(false);
  await other.stop();
});

test('the token never reaches the log', () => {
  expect(logged.join()).not.toContain(org.botToken);
});

test('stopping signs the device off and closes the socket', async () => {
  await bot.stop();
  expect(bot.connected()).toBe(false);
  await vi.waitFor(async () => expect(await simulator.client.sockets()).toBe(0));
  const { counts } = await simulator.client.requests();
  expect(Object.keys(counts).some((name) => name.startsWith('DELETE /wdm'))).toBe(true);
});
