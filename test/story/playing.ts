import { parse } from 'csv-parse/sync';
import { expect } from 'vitest';
import { expectedDue } from '../../src/demo/expected.js';
import { buttonsOf, hasCard } from '../../src/demo/space.js';
import type { OrgPerson, SeenMessage } from '../../src/simulator/control-types.js';
import { auditOf, type Scene } from './scene.js';

/** Plays the main job in a scene where both officers are signed in, and expects of each step what holds however the bot hears. */
export async function playStory(scene: Scene): Promise<{ readonly purgeId: string }> {
  const { org } = scene.stage;
  const [olivia, oscar] = org.officers;
  const preview = await asks(scene, olivia, 'preview');
  expect([...buttonsOf(preview).keys()]).toEqual(['Request purge']);
  const card = await asks(scene, olivia, 'purge 30d');
  const purgeId = String(buttonsOf(card).get('Approve')?.['id']);

  await isRefused(scene, card, { person: org.member, reason: 'not-officer' });
  await isRefused(scene, card, { person: olivia, reason: 'own-request' });
  expect(await scene.stage.webex.deletions()).toEqual([]);

  await approvedAndDeleted(scene, card, oscar);
  await hasNoOpenCard(scene);
  return { purgeId };
}

async function asks({ space }: Scene, officer: OrgPerson, text: string): Promise<SeenMessage> {
  await space.say(officer, text);
  return space.hears(`the card of ${text}`, hasCard);
}

async function isRefused(
  { space, stage }: Scene,
  card: SeenMessage,
  { person, reason }: { person: OrgPerson; reason: string },
): Promise<void> {
  await space.click(person, card, { button: 'Approve' });
  const isAnswer = ({ parentId, markdown = '' }: SeenMessage): boolean =>
    parentId === card.id && markdown.includes(person.displayName);
  await space.hears('the refusal', isAnswer);
  expect((await auditOf(stage)).at(-1)).toMatchObject({ type: 'refused', actor: person.id, details: { reason } });
}

/** Exactly what was due goes, with that officer's token, and the report says so. */
async function approvedAndDeleted({ space, stage }: Scene, card: SeenMessage, officer: OrgPerson): Promise<void> {
  const asked = (await auditOf(stage)).filter(({ type }) => type === 'scan.requested').at(-1);
  const due = await expectedDue(stage.webex, stage.org, asked?.details as { from: string; to: string });
  expect(due.length).toBeGreaterThan(0);
  await space.click(officer, card, { button: 'Approve' });
  const report = await space.hears('the report', ({ files = [] }) => files.length > 0);
  const deletions = await stage.webex.deletions();
  expect(deletions.map(({ messageId }) => messageId).toSorted()).toEqual(due.map(({ id }) => id).toSorted());
  expect(new Set(deletions.map(({ personId }) => personId))).toEqual(new Set([officer.id]));
  const rows = parse<Record<string, string>>(report.files?.[0]?.text ?? '', { columns: true });
  expect(rows).toHaveLength(due.length);
  expect(new Set(rows.map(({ outcome, verified }) => `${String(outcome)} ${String(verified)}`))).toEqual(
    new Set(['deleted yes']),
  );
}

/** No card asks for a decision any more; one that says how it ended stands. */
async function hasNoOpenCard({ space }: Scene): Promise<void> {
  await expect
    .poll(
      async () => {
        const titles = (await space.messages()).flatMap((message) => [...buttonsOf(message).keys()]);
        return titles.filter((title) => title !== 'Request purge');
      },
      { timeout: 15_000 },
    )
    .toEqual([]);
  expect((await space.messages()).filter(hasCard).length).toBeGreaterThan(1);
}
