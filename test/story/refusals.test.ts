import { describe, expect, test } from 'vitest';
import { buttonsOf, hasCard } from '../../src/demo/space.js';
import type { SeenMessage } from '../../src/simulator/control-types.js';
import { auditOf, setScene } from './scene.js';

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

describe('without a signed-in officer', { timeout: 120_000 }, () => {
  const scene = setScene({}, { signedIn: false });

  test('a command says how to sign in, and the way to the page', async () => {
    const { space, stage } = scene;
    await space.say(stage.org.officers[0], 'purge 30d');
    const { markdown } = await space.hears('how to sign in', (heard) => heard.markdown?.includes('/login') === true);
    expect(markdown).toContain(`${stage.publicUrl}/login`);
    expect(markdown).toContain('ssh -L');
  });
});
