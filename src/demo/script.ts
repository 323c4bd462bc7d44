import type { OrgPerson, SeenMessage } from '../simulator/control-types.js';
import { expectedDue } from './expected.js';
import { hasCard, linesOf, spaceOf, type Space } from './space.js';
import type { Stage } from './stage.js';

/** Where the story is told, line by line. */
export interface Narrator {
  scene(title: string): void;
  says(who: string, words: string): void;
  shows(lines: readonly string[]): void;
  result(good: boolean, words: string): void;
}

/** True when exactly the right messages are gone. */
export async function playScript(stage: Stage, tell: Narrator): Promise<boolean> {
  const [olivia, oscar] = stage.org.officers;
  const paul = stage.org.member;
  const space = spaceOf(stage);
  const act = actor(space, tell);

  tell.scene('Two compliance officers sign in with Webex');
  for (const officer of [olivia, oscar]) {
    await stage.signIn(officer);
    tell.says(officer.displayName, 'signed in; the tokens are encrypted in the vault');
  }

  tell.scene('Olivia looks first');
  await act.say(olivia, 'preview');
  const preview = await space.hears('the preview card', hasCard);
  tell.shows(linesOf(preview));

  tell.scene('Olivia asks for a purge');
  const askedAt = new Date().toISOString();
  await act.say(olivia, 'purge 30d');
  const card = await space.hears('the approval card', hasCard);
  tell.shows(linesOf(card));

  tell.scene('Two clicks that do not count');
  await act.refused(paul, card);
  await act.refused(olivia, card);

  tell.scene('Oscar approves');
  const before = await expectedDue(stage.webex, stage.org, windowAt(askedAt));
  const typed = { count: String(before.length), comment: 'Quarterly clean-up' };
  await space.click(oscar, card, { button: 'Approve', typed });
  tell.says(oscar.displayName, `clicks Approve, types ${String(before.length)} and "Quarterly clean-up"`);
  const report = await space.hears('the report', ({ files = [] }) => files.length > 0, 90_000);
  tell.says(stage.org.bot.displayName, report.markdown ?? report.text ?? '');
  tell.shows((report.files?.[0]?.text ?? '').split('\r\n').slice(0, 4));

  tell.scene('What Webex itself says');
  return checkDeletions(
    stage,
    before.map(({ id }) => id),
    tell,
  );
}

interface Acting {
  say(person: OrgPerson, text: string): Promise<void>;
  refused(person: OrgPerson, card: SeenMessage): Promise<void>;
}

function actor(space: Space, tell: Narrator): Acting {
  return {
    say: async (person, text) => {
      tell.says(person.displayName, `@Purge Bot ${text}`);
      await space.say(person, text);
    },
    refused: async (person, card) => {
      tell.says(person.displayName, 'clicks Approve');
      await space.click(person, card, { button: 'Approve' });
      const answer = await space.hears('the refusal', (message) => message.parentId === card.id);
      tell.says('Purge Bot', answer.markdown ?? answer.text ?? '');
    },
  };
}

/** The policy's window: from 89 to 30 days before. */
function windowAt(now: string): { from: string; to: string } {
  const daysBefore = (days: number): string => new Date(Date.parse(now) - days * 86_400_000).toISOString();
  return { from: daysBefore(89), to: daysBefore(30) };
}

async function checkDeletions({ webex }: Stage, expected: readonly string[], tell: Narrator): Promise<boolean> {
  const deleted = (await webex.deletions()).map(({ messageId }) => messageId);
  const [wanted, got] = [new Set(expected), new Set(deleted)];
  const missing = expected.filter((id) => !got.has(id));
  const tooMany = deleted.filter((id) => !wanted.has(id));
  const exact = missing.length === 0 && tooMany.length === 0 && deleted.length === got.size && expected.length > 0;
  tell.result(
    exact,
    exact
      ? `${String(deleted.length)} messages were due, and exactly these are gone.`
      : `${String(expected.length)} were due, ${String(deleted.length)} deleted: ${String(missing.length)} missing, ${String(tooMany.length)} too many.`,
  );
  return exact;
}
