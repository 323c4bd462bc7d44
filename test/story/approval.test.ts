import { request } from 'undici';
import { describe, expect, test } from 'vitest';
import { buttonsOf, hasCard, linesOf } from '../../src/demo/space.js';
import type { SeenMessage } from '../../src/simulator/control-types.js';
import { auditOf, setScene, type Scene } from './scene.js';

/** What a thief of the bot's token can do to a card that stands in the space. */
async function editAsBot({ stage: { webex, org } }: Scene, card: SeenMessage, from: string, to: string): Promise<void> {
  const attachments = JSON.parse(JSON.stringify(card.attachments).replaceAll(from, to)) as unknown;
  const answer = await request(`${webex.url}/v1/messages/${card.id}`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${org.botToken}`, 'content-type': 'application/json' },
    body: JSON.stringify({ roomId: org.adminRoomId, markdown: card.markdown, attachments }),
  });
  await answer.body.dump();
  expect(answer.statusCode).toBe(200);
}

describe('where two officers must approve, and may type it', { timeout: 180_000 }, () => {
  const scene = setScene({
    env: { APPROVALS_REQUIRED: '2', SELF_APPROVAL: 'true', TYPED_APPROVAL: 'true', CONFIRM_ABOVE: '5' },
  });
  let card: SeenMessage;
  let id: string;
  let count: string;

  test('the first approval leaves the request open, and the card shows whose it is', async () => {
    const { space, stage } = scene;
    const [olivia] = stage.org.officers;
    await space.say(olivia, 'purge 30d');
    const asked = await space.hears('the card', hasCard);
    id = String(buttonsOf(asked).get('Approve')?.['id']);
    count = String((await auditOf(stage)).find(({ type }) => type === 'purge.frozen')?.details['messages']);
    await space.click(olivia, asked, { button: 'Approve', typed: { count, comment: 'fine by me' } });
    const told = await space.hears('that it counts', ({ markdown = '' }) => markdown.includes('1 of 2'));
    expect(told.markdown).toContain('1 more approval');
    card = (await space.messages()).find((message) => message.id === asked.id)!;
    expect(linesOf(card).join('\n')).toMatch(/1 of 2 given[\s\S]*Olivia Officer[\s\S]*fine by me/);
    await space.click(olivia, card, { button: 'Approve', typed: { count } });
    await space.hears('that it counts once', ({ markdown = '' }) => markdown.includes('already counts'));
    expect(await stage.webex.deletions()).toEqual([]);
  });

  test('the second does not count on a card that somebody edited, which is posted anew', async () => {
    const { space, stage } = scene;
    const [, oscar] = stage.org.officers;
    await editAsBot(scene, card, `"${count}"`, '"1"');
    await space.click(oscar, card, { button: 'Approve', typed: { count } });
    await space.hears('the refusal', ({ markdown = '' }) => markdown.includes('no longer the one I posted'));
    const fresh = (await space.messages()).filter((message) => buttonsOf(message).has('Approve'));
    expect(fresh).toHaveLength(1);
    expect(fresh[0]?.id).not.toBe(card.id);
    expect(linesOf(fresh[0]!)).toContain(count);
    const types = (await auditOf(stage)).map(({ type }) => type);
    expect(types.slice(types.lastIndexOf('card.changed'))).toEqual(['card.changed', 'card.rendered', 'refused']);
  });

  test('typed with the number it counts like the button, and both officers’ tokens delete', async () => {
    const { space, stage } = scene;
    const [olivia, oscar] = stage.org.officers;
    await space.say(oscar, `approve ${id}`);
    await space.hears('the refusal', ({ markdown = '' }) => markdown.includes('number field was empty'));
    await space.say(oscar, `approve ${id} ${count}`);
    await space.hears('the report', ({ files = [] }) => files.length > 0, 60_000);
    const deletions = await stage.webex.deletions();
    expect(deletions).toHaveLength(Number(count));
    expect(new Set(deletions.map(({ personId }) => personId))).toEqual(new Set([olivia.id, oscar.id]));
    await space.say(oscar, `approve ${id} ${count}`);
    await space.hears('that it is over', ({ markdown = '' }) => markdown.includes('is completed'));
  });
});

describe('rules that were tightened while a request stood', { timeout: 120_000 }, () => {
  const scene = setScene();

  test('hold for it, and its card asks for what they ask', async () => {
    const { space, stage } = scene;
    const [olivia, oscar] = stage.org.officers;
    await space.say(olivia, 'purge 30d');
    const asked = await space.hears('the card', hasCard);
    stage.bot.signal('SIGTERM');
    await stage.bot.ended();
    await stage.restart({ CONFIRM_ABOVE: '5' });
    const isShownAnew = async (): Promise<boolean> =>
      JSON.stringify((await space.messages()).find(({ id }) => id === asked.id)?.attachments).includes('Input.Number');
    await expect.poll(isShownAnew, { timeout: 15_000 }).toBe(true);
    await space.click(oscar, asked, { button: 'Approve' });
    await space.hears('the refusal', ({ markdown = '' }) => markdown.includes('number field was empty'));

    stage.bot.signal('SIGTERM');
    await stage.bot.ended();
    await stage.restart({ CONFIRM_ABOVE: '1000' });
    await space.click(oscar, asked, { button: 'Approve' });
    await space.hears('the same refusal', ({ markdown = '' }) => markdown.includes('number field was empty'));
    expect(await stage.webex.deletions()).toEqual([]);
  });
});
