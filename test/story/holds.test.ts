import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, describe, expect, test } from 'vitest';
import { expectedDue } from '../../src/demo/expected.js';
import { buttonsOf, hasCard, linesOf } from '../../src/demo/space.js';
import type { OrgPerson, SeenMessage, TrueMessage } from '../../src/simulator/control-types.js';
import { auditOf, setScene, type Scene } from './scene.js';

const folder = await mkdtemp(join(tmpdir(), 'holds-'));
const holdsCsv = join(folder, 'holds.csv');
await writeFile(holdsCsv, 'email-or-id,reason\nnobody@example.com,case 1\n');
afterAll(() => rm(folder, { recursive: true }));

async function asks({ space, stage }: Scene, text: string): Promise<SeenMessage> {
  await space.say(stage.org.officers[0], text);
  return space.hears(`the card of ${text}`, hasCard);
}

/** The answer that says so; the space hears of changed files and progress too. */
async function answerTo(
  { space, stage }: Scene,
  text: string,
  { says, officer = stage.org.officers[0] }: { says: RegExp; officer?: OrgPerson },
): Promise<string> {
  await space.say(officer, text);
  return (await space.hears(`${String(says)} to ${text}`, ({ markdown = '' }) => says.test(markdown))).markdown ?? '';
}

/** What the last scan should have found, and who the two people of a message's space are. */
async function dueNow({
  stage,
}: Scene): Promise<{ due: readonly TrueMessage[]; of: (id: string) => readonly TrueMessage[] }> {
  const asked = (await auditOf(stage)).filter(({ type }) => type === 'scan.requested').at(-1);
  const due = await expectedDue(stage.webex, stage.org, asked?.details as { from: string; to: string });
  const rooms = new Map((await stage.webex.rooms()).map(({ id, members }) => [id, members.map((member) => member.id)]));
  return { due, of: (id) => due.filter(({ roomId }) => rooms.get(roomId)?.includes(id) === true) };
}

/** Whose messages come last in the list: a run reaches them late. */
function latest(due: readonly TrueMessage[], except: readonly string[] = []): TrueMessage {
  const inOrder = due.toSorted((a, b) => a.created.localeCompare(b.created));
  return inOrder.findLast(({ personId }) => !except.includes(personId))!;
}

interface Stored {
  readonly state: string;
  readonly createdAt: string;
  readonly rules: { readonly approvalsRequired: number };
}

async function newestRequest({ stage }: Scene): Promise<Stored | undefined> {
  const text = await readFile(join(stage.dataDir, 'state.json'), 'utf8');
  const { state } = JSON.parse(text) as { state: { requests: Record<string, Stored> } };
  return Object.values(state.requests)
    .toSorted((a, b) => a.createdAt.localeCompare(b.createdAt))
    .at(-1);
}

function numberOn(card: SeenMessage): number {
  return Number(
    linesOf(card)
      .find((line) => /^[\d,]+$/.test(line))
      ?.replaceAll(',', ''),
  );
}

describe('a hold', { timeout: 120_000 }, () => {
  const scene = setScene({
    simulator: { seed: 3, people: 60, messages: 2_000 },
    env: { HOLDS_CSV: holdsCsv, CANARY_SIZE: '10', CONFIRM_ABOVE: '100000' },
  });

  test('keeps what a person wrote and got, from the next scan on; only officers may give it', async () => {
    const { stage } = scene;
    const before = numberOn(await asks(scene, 'purge 30d'));
    const { due, of } = await dueNow(scene);
    expect(before).toBe(due.length);
    const held = latest(due);
    const add = `hold add ${held.personEmail} case 7`;
    await answerTo(scene, add, { says: /Only compliance officers/, officer: stage.org.member });
    await answerTo(scene, add, { says: /on hold: “case 7”/ });
    await answerTo(scene, 'hold add gone@example.com', { says: /knows nobody/ });

    const card = await asks(scene, 'purge 30d');
    expect(numberOn(card)).toBe(before - of(held.personId).length);
    const lines = linesOf(card).join('\n');
    expect(lines).toContain(`On hold: ${String(of(held.personId).length)}`);
    expect(lines).toMatch(/hold list has 3 entries/);
    expect(lines.replaceAll('\u200b', '')).toMatch(/not known to Webex.*gone@example.com/);
    const list = await answerTo(scene, 'hold list', { says: /3 holds/ });
    for (const who of [held.personEmail, 'nobody@example.com']) expect(list.replaceAll('\\', '')).toContain(who);
  });

  test('that somebody removed gives the messages back, and its remover cannot approve them alone', async () => {
    const { stage, space } = scene;
    const [, oscar] = stage.org.officers;
    const added = (await auditOf(stage)).find(({ type }) => type === 'hold.added')?.details['hold'] as { who: string };
    await answerTo(scene, `hold remove ${added.who}`, { says: /alone cannot approve/, officer: oscar });
    const card = await asks(scene, 'purge 30d');
    expect(numberOn(card)).toBe((await dueNow(scene)).due.length);
    expect(linesOf(card).join('\n')).toMatch(/removed by Oscar.*it kept \d+ messages of this list/);

    await space.click(oscar, card, { button: 'Approve' });
    await space.hears('that one more is needed', ({ markdown }) => /one more approval/.test(markdown ?? ''));
    expect(await newestRequest(scene)).toMatchObject({ state: 'awaiting', rules: { approvalsRequired: 2 } });
    expect(await stage.webex.deletions()).toEqual([]);
    await space.say(stage.org.officers[0], `cancel ${String(buttonsOf(card).get('Approve')?.['id'])}`);
    await space.hears('the end', ({ markdown }) => /cancelled/i.test(markdown ?? ''));
  });

  test('acts within a run, in chat and by the file; the answer and the report say for how many', async () => {
    const { stage, space } = scene;
    const [olivia, oscar] = stage.org.officers;
    // Oscar asks this time: he removed a hold, so Olivia alone may approve.
    await space.say(oscar, 'purge 30d');
    const card = await space.hears('the card', hasCard);
    const { due, of } = await dueNow(scene);
    const inChat = latest(due);
    const inFile = latest(
      due,
      due
        .filter(({ roomId }) => of(inChat.personId).some((one) => one.roomId === roomId))
        .map(({ personId }) => personId),
    );
    const willBeHeld = new Set([inChat, inFile].flatMap(({ personId }) => of(personId)));
    const { roomId, personId, created } = due.find((one) => !willBeHeld.has(one))!;
    const since = await stage.webex.addMessages([{ roomId, person: personId, text: 'unlisted', created }]);
    await stage.webex.set({ ratePerSecond: 80, rateBurst: 10 });
    await space.click(olivia, card, { button: 'Approve' });
    await expect.poll(async () => (await stage.webex.deletions()).length, { timeout: 30_000 }).toBeGreaterThan(10);
    await appendFile(holdsCsv, `${inFile.personEmail},case 9\n`);
    // Asked by whose token is deleting: her own requests share its lane.
    await space.say(olivia, 'preview 30d');
    const answer = await answerTo(scene, `hold add ${inChat.personEmail} case 8`, { says: /case 8/, officer: oscar });
    const [kept, tooLate, onTheWay] = [
      /(\d+) messages? kept/,
      /for (\d+) it came too late/,
      /(\d+) were being deleted/,
    ].map((form) => Number(form.exec(answer)?.[1] ?? 0));
    expect(kept! + tooLate! + onTheWay!).toBe(of(inChat.personId).length);
    expect(kept).toBeGreaterThan(0);
    const preview = await space.hears('the preview', (message) => buttonsOf(message).has('Request purge'), 60_000);
    expect([numberOn(preview), since.length]).toEqual([1, 1]);

    const report = await space.hears('the report', ({ files = [] }) => files.length > 0, 60_000);
    const rows = parse<Record<string, string>>(report.files?.[0]?.text ?? '', { columns: true });
    const heldFor = (reason: string): number =>
      rows.filter((row) => row['outcome'] === 'held' && row['reason'] === reason).length;
    expect(heldFor('case 8')).toBe(kept);
    expect(heldFor('case 9')).toBeGreaterThan(0);
    const deletions = await stage.webex.deletions();
    expect(preview.created < deletions.at(-1)!.at).toBe(true);
    const gone = new Set(deletions.map(({ messageId }) => messageId));
    for (const row of rows) expect(gone.has(row['message_id']!)).toBe(row['outcome'] === 'deleted');
    expect(report.markdown).toMatch(/completed/);
    const types = (await auditOf(stage)).map(({ type }) => type);
    expect(types).toEqual(expect.arrayContaining(['hold.added', 'hold.removed', 'hold.file']));
  });

  test('file that vanished fails the scan, and says so', async () => {
    await rm(holdsCsv);
    expect(await answerTo(scene, 'purge 30d', { says: /scan failed/ })).toContain('holds.csv');
  });
});
