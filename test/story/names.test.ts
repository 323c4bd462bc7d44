import { parse } from 'csv-parse/sync';
import { describe, expect, test } from 'vitest';
import { hasCard, linesOf } from '../../src/demo/space.js';
import type { OrgPerson } from '../../src/simulator/control-types.js';
import { setScene } from './scene.js';

/** Names and addresses as a mischievous person might choose them. */
const ODD: readonly (readonly [displayName: string, email: string])[] = [
  ['**Bold** [click](https://evil.example) <b>tag</b>', '=cmd+1@acme.example'],
  ['<@all> <@personEmail:paul.plain@acme.example>', '+plus@acme.example'],
  ['\u202eright to left\u202c ${id} ${nonce}', '-minus@acme.example'],
];

/** Days before now, within the policy's window. */
const OLD = new Date(Date.now() - 40 * 86_400_000).toISOString();

describe('names that are meant to do something', { timeout: 120_000 }, () => {
  const scene = setScene({ simulator: { seed: 5, people: 20, messages: 0 } });
  const odd: OrgPerson[] = [];

  test('stand as plain text on the card, and mention nobody', async () => {
    const { stage, space } = scene;
    for (const [displayName, email] of ODD) odd.push(await stage.webex.addPerson({ displayName, email }));
    for (const person of odd) {
      const roomId = await stage.webex.addRoom({ type: 'direct', members: [person.id, stage.org.member.id] });
      await stage.webex.addMessages([{ roomId, person: person.id, text: 'the words of an odd person', created: OLD }]);
    }
    await space.say(stage.org.officers[0], 'purge');
    const card = await space.hears('the card', hasCard);
    const shown = linesOf(card).join('\n');
    for (const [, email] of ODD) expect(shown).toContain(email);
    expect(card.mentionedPeople ?? []).toEqual([]);
    expect(card.mentionedGroups ?? []).toEqual([]);
  });

  test('stand as text in the CSV', async () => {
    const { stage, space } = scene;
    const [, oscar] = stage.org.officers;
    const card = (await space.messages()).find(hasCard)!;
    await space.click(oscar, card, { button: 'Approve', typed: { comment: '<@all> [x](https://evil.example) =1+1' } });
    const report = await space.hears('the report', ({ files = [] }) => files.length > 0);
    const rows = parse<Record<string, string>>(report.files![0]!.text, { columns: true });
    expect(rows.map(({ sender }) => sender).toSorted()).toEqual(
      ["'+plus@acme.example", "'-minus@acme.example", "'=cmd+1@acme.example"].toSorted(),
    );
  });

  test('of people in the space stand as text in what the bot answers', async () => {
    const { stage, space } = scene;
    for (const person of odd) {
      await stage.webex.say({ person: stage.org.member.id, roomId: stage.org.adminRoomId, text: 'hello' });
      await space.say(stage.org.officers[0], `purge 30d person ${person.email} <@all> [x](https://evil.example)`);
      await space.hears('help', ({ markdown }) => markdown?.includes('purge') === true);
    }
    for (const { personId, mentionedPeople = [], mentionedGroups = [], html = '' } of await space.messages()) {
      if (personId !== stage.org.bot.id) continue;
      expect([mentionedPeople, mentionedGroups]).toEqual([[], []]);
      expect(html).not.toMatch(/evil\.example"|<b>tag/);
    }
  });
});
