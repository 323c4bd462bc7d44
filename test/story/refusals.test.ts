import { describe, expect, test } from 'vitest';
import { buttonsOf, hasCard } from '../../src/demo/space.js';
import type { OrgPerson, SeenMessage } from '../../src/simulator/control-types.js';
import { auditOf, directMessages, setScene, signIn, type Scene } from './scene.js';

const daysAhead = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

describe('what cannot be followed is answered in words', { timeout: 120_000 }, () => {
  const scene = setScene();

  test.each([
    ['purge banana', /banana/],
    ['purge 30d..10d', /30d\.\.10d/],
    [`purge ${daysAhead(-40)}..${daysAhead(5)}`, /future/i],
    ['purge 29d', /young|MIN_MSG_AGE|floor/i],
    ['purge 2026-02-30..2026-03-01', /2026-02-30/],
    ['list', /id/i],
    ['list ../../state.json', /id/i],
    ['report constructor', /constructor/],
    ['reject 20260101-abcdef', /reason/i],
    ['do not purge anything', /help|command|know/i],
    ['HELP', /purge/],
  ])('%j', async (text, answer) => {
    const { space, stage } = scene;
    await space.say(stage.org.officers[0], text);
    const heard = await space.hears('an answer', () => true);
    expect(heard.markdown).toMatch(answer);
    expect(heard.markdown).not.toMatch(/\bat .*\.js:\d|undefined|\[object/);
    expect(await stage.webex.deletions()).toEqual([]);
  });

  test('a plain member may ask who they are, and not for a purge', async () => {
    const { space, stage } = scene;
    await space.say(stage.org.member, 'whoami');
    expect((await space.hears('who', () => true)).markdown).toContain('Paul Plain');
    await space.say(stage.org.member, 'purge');
    expect((await space.hears('no', () => true)).markdown).toMatch(/only compliance officers/i);
  });

  test('another space is told once that the bot does not serve it', async () => {
    const { stage } = scene;
    const [olivia] = stage.org.officers;
    const roomId = await stage.webex.addRoom({
      type: 'group',
      title: 'Elsewhere',
      members: [olivia.id, stage.org.bot.id],
    });
    const refusals = async (): Promise<number> =>
      (await auditOf(stage)).filter(({ details }) => details['reason'] === 'wrong-space').length;
    for (const count of [1, 2]) {
      await stage.webex.say({ person: olivia.id, roomId, text: 'purge 30d', mentionBot: true });
      await expect.poll(refusals, { timeout: 15_000 }).toBe(count);
    }
    const answers = (await stage.webex.room(roomId)).filter(({ personId }) => personId === stage.org.bot.id);
    expect(answers).toHaveLength(1);
  });

  describe('a click that is not what it seems', () => {
    let card: SeenMessage;

    test('with another nonce, from a copied card, with prototype keys, or of no purge is refused', async () => {
      const { space, stage } = scene;
      const [olivia, oscar] = stage.org.officers;
      await space.say(olivia, 'purge 30d');
      card = await space.hears('the card', hasCard);
      const data = buttonsOf(card).get('Approve')!;
      const forgeries: Record<string, unknown>[] = [
        { ...data, nonce: 'x'.repeat(32) },
        { ...data, id: 'constructor' },
        { ...data, id: '../x' },
        { ...data, action: '__proto__' },
        {},
      ];
      for (const inputs of forgeries) {
        await stage.webex.click({ person: oscar.id, messageId: card.id, inputs });
      }
      await expect
        .poll(
          async () =>
            (await auditOf(stage)).filter(({ type, actor }) => type === 'refused' && actor === oscar.id).length,
          { timeout: 15_000 },
        )
        .toBe(forgeries.length);
      expect((await auditOf(stage)).some(({ type }) => type === 'purge.approved')).toBe(false);
    });

    test('a rejection needs a reason, and closes the request', async () => {
      const { space, stage } = scene;
      const [, oscar] = stage.org.officers;
      await space.click(oscar, card, { button: 'Reject' });
      await space.hears(
        'the question',
        ({ parentId, markdown = '' }) => parentId === card.id && /needs a reason/i.test(markdown),
      );
      await space.click(oscar, card, { button: 'Reject', typed: { reason: 'not this quarter' } });
      expect((await space.hears('the rejection', ({ parentId }) => parentId === card.id)).markdown).toContain(
        'not this quarter',
      );
      await space.click(oscar, card, { button: 'Approve' });
      expect((await space.hears('too late', ({ parentId }) => parentId === card.id)).markdown).toMatch(/rejected/i);
      expect(await stage.webex.deletions()).toEqual([]);
    });
  });
});

describe('officers who are not signed in', { timeout: 120_000 }, () => {
  const scene = setScene({ env: { GRACE_PERIOD: '30s' } }, { signedIn: false });
  let older: SeenMessage;
  let newer: SeenMessage;

  test('a command says how to sign in, and the way to the page', async () => {
    const { space, stage } = scene;
    await space.say(stage.org.officers[0], 'purge 30d');
    const { markdown } = await space.hears('how to sign in', (heard) => heard.markdown?.includes('/login') === true);
    expect(markdown).toContain(`${stage.publicUrl}/login`);
    expect(markdown).toContain('ssh -L');
  });

  test('approve nothing: they are told directly how to sign in, and the request stays open', async () => {
    const { space, stage } = scene;
    const [olivia, oscar] = stage.org.officers;
    await signIn(scene, olivia);
    older = await asked(scene, olivia, 'purge 30d');
    await space.click(oscar, older, { button: 'Approve' });
    const told = await space.hears('that nothing was decided', ({ parentId }) => parentId === older.id);
    expect(told.markdown).toMatch(/Oscar Officer.*Nothing was decided/);
    expect(told.markdown).not.toContain('/login');
    const direct = (await directMessages(scene, oscar)).map(({ markdown = '' }) => markdown);
    expect(direct.filter((markdown) => markdown.includes(`${stage.publicUrl}/login`))).toHaveLength(1);
    expect(await isOpen(scene, older)).toBe(true);
    expect((await auditOf(stage)).some(({ type }) => type === 'purge.approved')).toBe(false);
  });

  test('are not needed for a later request of the same asker, which withdraws the older one', async () => {
    const { space, stage } = scene;
    const [olivia] = stage.org.officers;
    await space.say(olivia, 'purge 40d');
    const notice = await space.hears('the withdrawal', ({ parentId }) => parentId === older.id);
    newer = await space.hears('the later card', (message) => buttonsOf(message).has('Approve'));
    expect(notice.markdown).toContain(`${idOf(older)}** is withdrawn: **${idOf(newer)}`);
    await expect.poll(() => isOpen(scene, older), { timeout: 15_000 }).toBe(false);
    await space.click(olivia, older, { button: 'Reject', typed: { reason: 'too late' } });
    const answer = await space.hears('the answer', ({ parentId }) => parentId === older.id);
    expect(answer.markdown).toContain(`a later request took its place for ${idOf(newer)}`);
    expect(await isOpen(scene, newer)).toBe(true);
  });

  test('decide once they have signed in; their own request leaves another officer’s open and points to it', async () => {
    const { space, stage } = scene;
    const [, oscar] = stage.org.officers;
    await signIn(scene, oscar);
    const own = await asked(scene, oscar, 'purge 45d');
    const pointing = (await space.messages()).find(({ markdown = '' }) => markdown.includes('stays open'));
    expect(pointing?.markdown).toContain(`**${idOf(own)}** overlaps with that of **${idOf(newer)}** (asked by Olivia`);
    expect(await isOpen(scene, newer)).toBe(true);
    await space.click(oscar, newer, { button: 'Approve' });
    await space.hears(
      'the approval',
      ({ parentId, markdown = '' }) => parentId === newer.id && markdown.includes('is approved by Oscar Officer'),
    );
    expect(await stage.webex.deletions()).toEqual([]);
  });
});

async function asked({ space }: Scene, officer: OrgPerson, text: string): Promise<SeenMessage> {
  await space.say(officer, text);
  return space.hears(`the card of ${text}`, hasCard);
}

function idOf(card: SeenMessage): string {
  return String(buttonsOf(card).get('Approve')?.['id']);
}

async function isOpen({ space }: Scene, { id }: SeenMessage): Promise<boolean> {
  return (await space.messages()).some((message) => message.id === id && buttonsOf(message).has('Approve'));
}
