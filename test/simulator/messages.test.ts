import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openStage } from './support.js';
import type { Answer, Stage } from './support.js';

let stage: Stage;

beforeEach(async () => {
  stage = await openStage();
});

afterEach(() => stage.stop());

const post = (token: string, body: Record<string, unknown>): Promise<Answer> =>
  stage.ask(token, 'POST', '/v1/messages', { roomId: stage.org.adminRoomId, ...body });
const pathOf = (answer: Answer): string => `/v1/messages/${String(answer.json.id)}`;

function card(content: Record<string, unknown>): Record<string, unknown> {
  return {
    text: 'card',
    attachments: [
      { contentType: 'application/vnd.microsoft.card.adaptive', content: { type: 'AdaptiveCard', ...content } },
    ],
  };
}

describe('an officer’s deletion', () => {
  test('is 204, then 410; the author sees 404, the officer goes on reading', async () => {
    const { org, sim, ask, signIn } = stage;
    const officer = await signIn(org.officers[0]);
    const message = await post(org.member.token, { text: 'soon gone' });
    expect((await ask(officer, 'DELETE', pathOf(message))).status).toBe(204);
    expect((await ask(officer, 'DELETE', pathOf(message))).status).toBe(410);
    expect((await ask(org.member.token, 'GET', pathOf(message))).status).toBe(404);
    expect((await ask(officer, 'GET', pathOf(message))).json).toMatchObject({ text: 'soon gone' });
    expect(await sim.deletions()).toMatchObject([
      { messageId: message.json.id, personId: org.officers[0].id, ghost: false },
    ]);
    const [gone] = await sim.messages({ deleted: true });
    expect(gone).toMatchObject({ deletedBy: org.officers[0].id, deletedVia: `compliance ${org.clientId}` });
  });

  test('is 403 without role or scope, 404 for an unknown message, 401 without a token', async () => {
    const { org, ask, signIn } = stage;
    const message = await post(org.member.token, { text: 'stays' });
    const reader = await signIn(org.officers[0], 'spark-compliance:messages_read');
    expect((await ask(reader, 'DELETE', pathOf(message))).status).toBe(403);
    expect((await ask(org.botToken, 'DELETE', pathOf(message))).status).toBe(403);
    expect((await ask('no-token', 'DELETE', pathOf(message))).status).toBe(401);
    expect((await ask(await signIn(org.officers[1]), 'DELETE', '/v1/messages/unknown')).status).toBe(404);
  });

  test('may be a lie, and its event may be late', async () => {
    const { org, sim, ask, signIn } = stage;
    const officer = await signIn(org.officers[0]);
    const [first, second] = [
      await post(org.member.token, { text: 'one' }),
      await post(org.member.token, { text: 'two' }),
    ];
    await sim.set({ ghostDeletes: true });
    expect((await ask(officer, 'DELETE', pathOf(first))).status).toBe(204);
    expect((await ask(org.member.token, 'GET', pathOf(first))).status).toBe(200);
    await sim.set({ ghostDeletes: false, deletedEventDelayMs: 60_000 });
    await ask(officer, 'DELETE', pathOf(second));
    const deleted = (): Promise<Answer> => ask(officer, 'GET', '/v1/events?resource=messages&type=deleted');
    expect((await deleted()).json.items).toEqual([]);
    await sim.set({ clockOffsetMs: 61_000 });
    expect((await deleted()).json.items).toMatchObject([{ data: { id: second.json.id } }]);
  });
});

describe('edits', () => {
  test('are the author’s own, ten at most', async () => {
    const { org, ask } = stage;
    const message = await post(org.botToken, { text: 'v0' });
    const edit = (token: string, text: string): Promise<Answer> =>
      ask(token, 'PUT', pathOf(message), { roomId: org.adminRoomId, text });
    expect((await edit(org.member.token, 'not mine')).status).toBe(403);
    for (let version = 1; version <= 10; version += 1)
      expect((await edit(org.botToken, `v${version}`)).status).toBe(200);
    expect((await edit(org.botToken, 'v11')).status).toBe(400);
    expect((await stage.sim.room(org.adminRoomId)).at(-1)).toMatchObject({ text: 'v10', edits: 10 });
  });

  test('of cards are allowed or refused, as the script says', async () => {
    const { org, ask, sim } = stage;
    const message = await post(org.botToken, card({ version: '1.3' }));
    const edit = (): Promise<Answer> =>
      ask(org.botToken, 'PUT', pathOf(message), { roomId: org.adminRoomId, ...card({ version: '1.2' }) });
    expect((await edit()).status).toBe(200);
    await sim.set({ refuseCardEdits: true });
    expect((await edit()).status).toBe(400);
  });
});

describe('content', () => {
  test.each([
    ['nothing at all', {}],
    ['a text of 7440 bytes', { text: 'é'.repeat(3720) }],
    ['a card without version', card({})],
    ['a card of version 1.4', card({ version: '1.4' })],
    [
      'a card with an unknown member',
      card({ version: '1.3', body: [{ type: 'TextBlock', text: 'x', colour: 'red' }] }),
    ],
    ['a card with Action.Execute', card({ version: '1.3', actions: [{ type: 'Action.Execute', title: 'x' }] })],
    ['a card above 80 KB', card({ version: '1.3', body: [{ type: 'TextBlock', text: 'x'.repeat(82_000) }] })],
  ])('%s is 400', async (_what, body) => {
    expect((await post(stage.org.botToken, body)).status).toBe(400);
  });

  test('mentions in markdown reach who is in the space', async () => {
    const { org, sim } = stage;
    await post(org.botToken, { markdown: `Hi <@personEmail:${org.member.email}|Paul>, <@all> and **you** \\<@all\\>` });
    const message = (await sim.room(org.adminRoomId)).at(-1);
    expect(message).toMatchObject({ mentionedPeople: [org.member.id], mentionedGroups: ['all'] });
    expect(message?.text).toBe('Hi Paul, All and you <@all>');
  });

  test('a reply names a root message', async () => {
    const { org } = stage;
    const root = await post(org.botToken, { text: 'root' });
    const reply = await post(org.botToken, { text: 'reply', parentId: root.json.id });
    expect(reply.json.parentId).toBe(root.json.id);
    expect((await post(org.botToken, { text: 'deeper', parentId: reply.json.id })).status).toBe(400);
  });

  test('a file goes up and comes down', async () => {
    const { org, ask, signIn, sim } = stage;
    const form = new FormData();
    form.set('roomId', org.adminRoomId);
    form.set('text', 'report');
    form.set('files', new Blob(['id\r\n1\r\n'], { type: 'text/csv' }), 'report.csv');
    const answer = await fetch(`${sim.url}/v1/messages`, {
      method: 'POST',
      body: form,
      headers: { authorization: `Bearer ${org.botToken}` },
    });
    const { files } = (await answer.json()) as { files: [string] };
    expect((await ask(org.member.token, 'GET', files[0])).text).toBe('id\r\n1\r\n');
    expect((await ask(await signIn(org.officers[0]), 'GET', files[0])).headers['content-type']).toBe('text/csv');
    expect((await sim.room(org.adminRoomId)).at(-1)?.files).toEqual([{ name: 'report.csv', text: 'id\r\n1\r\n' }]);
  });
});

describe('the bot', () => {
  test('sees in a group space only what mentions it', async () => {
    const { org, sim, ask } = stage;
    const hidden = await sim.say({ person: org.member.id, roomId: org.adminRoomId, text: 'among us' });
    const shown = await sim.say({
      person: org.member.id,
      roomId: org.adminRoomId,
      text: 'you there',
      mentionBot: true,
    });
    expect((await ask(org.botToken, 'GET', `/v1/messages/${hidden}`)).status).toBe(404);
    expect((await ask(org.botToken, 'GET', `/v1/messages/${shown}`)).status).toBe(200);
    expect((await ask(org.botToken, 'GET', `/v1/messages?roomId=${org.adminRoomId}`)).status).toBe(403);
    const listed = await ask(org.botToken, 'GET', `/v1/messages?roomId=${org.adminRoomId}&mentionedPeople=me`);
    expect(listed.json.items).toMatchObject([{ id: shown }]);
  });

  test('reads the actions on its own cards, whatever their inputs; other members cannot', async () => {
    const { org, ask } = stage;
    const posted = await post(org.botToken, card({ version: '1.3' }));
    const action = await ask(org.member.token, 'POST', '/v1/attachment/actions', {
      messageId: posted.json.id,
      inputs: { approve: 'all' },
    });
    const path = `/v1/attachment/actions/${String(action.json.id)}`;
    expect((await ask(org.botToken, 'GET', path)).json).toMatchObject({
      type: 'submit',
      inputs: { approve: 'all' },
      personId: org.member.id,
    });
    expect((await ask(org.officers[0].token, 'GET', path)).status).toBe(404);
  });
});
