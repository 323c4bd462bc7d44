import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { expectedDue } from '../../src/demo/expected.js';
import { buttonsOf, hasCard } from '../../src/demo/space.js';
import type { SeenMessage, TrueMessage } from '../../src/simulator/control-types.js';
import type { Fault } from '../../src/simulator/faults.js';
import { auditOf, setScene, type Scene } from './scene.js';

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
const NOT_READ = /could not be read: Webex failed at it/;
/** Less than what is due, and more than half of it. */
const MAX_MESSAGES = 140;

interface Span {
  readonly from: string;
  readonly to: string;
}

const says =
  (pattern: RegExp) =>
  ({ markdown = '' }: SeenMessage): boolean =>
    pattern.test(markdown);
const isReport = ({ files = [] }: SeenMessage): boolean => files.length > 0;
const idsOf = (messages: readonly TrueMessage[]): readonly string[] => messages.map(({ id }) => id).toSorted();

/** Olivia asks. */
async function asks({ space, stage }: Scene, text: string, isIt = hasCard): Promise<SeenMessage> {
  await space.say(stage.org.officers[0], text);
  return space.hears(`the answer to ${text}`, isIt);
}

/** Oscar approves. */
async function approve({ space, stage }: Scene, card: SeenMessage): Promise<void> {
  await space.click(stage.org.officers[1], card, { button: 'Approve' });
}

/** The window of the newest scan, as it was put on record. */
async function lastSpan({ stage }: Scene): Promise<Span> {
  const asked = (await auditOf(stage)).findLast(({ type }) => type === 'scan.requested');
  return asked?.details as unknown as Span;
}

/** What Webex still has of what was due in that window. */
function dueIn({ stage }: Scene, span: Span): Promise<readonly TrueMessage[]> {
  return expectedDue(stage.webex, stage.org, span);
}

async function listOf({ stage }: Scene, card: SeenMessage): Promise<readonly string[]> {
  const id = String(buttonsOf(card).get('Approve')?.['id']);
  const text = await readFile(join(stage.dataDir, 'purges', id, 'manifest.ndjson'), 'utf8');
  const lines = text.trimEnd().split('\n');
  return lines.map((line) => (JSON.parse(line) as { message_id: string }).message_id).toSorted();
}

async function deletedIn({ stage }: Scene): Promise<readonly string[]> {
  return (await stage.webex.deletions()).map(({ messageId }) => messageId).toSorted();
}

async function inOrder(scene: Scene, span: Span): Promise<readonly TrueMessage[]> {
  return (await dueIn(scene, span)).toSorted((a, b) => a.created.localeCompare(b.created));
}

interface Custodian {
  readonly email: string;
  /** What they wrote and got, oldest first. */
  readonly messages: readonly TrueMessage[];
}

/** The writer whose messages begin last: so a hold on them leaves most of the time behind. */
async function lastToBegin({ stage }: Scene, due: readonly TrueMessage[]): Promise<Custodian> {
  const rooms = await stage.webex.rooms();
  const custodians = due.map(({ personId, personEmail }): Custodian => {
    const theirs = new Set(
      rooms.filter(({ members }) => members.some(({ id }) => id === personId)).map(({ id }) => id),
    );
    return { email: personEmail, messages: due.filter(({ roomId }) => theirs.has(roomId)) };
  });
  return custodians.reduce((a, b) => (a.messages[0]!.created >= b.messages[0]!.created ? a : b));
}

/** A purge of the minute in which a message was written and of the one before, which Webex fails to give. */
function besides({ created }: TrueMessage): { readonly command: string; readonly fault: Fault } {
  const minute = Math.floor(Date.parse(created) / MINUTE_MS) * MINUTE_MS;
  const at = (ms: number): string => new Date(minute + ms).toISOString();
  const typed = (ms: number): string => `${at(ms).slice(0, 19)}Z`;
  return {
    command: `purge ${typed(-MINUTE_MS)}..${typed(MINUTE_MS)}`,
    fault: { match: { query: { type: 'created' }, moment: at(-1) }, status: 504 },
  };
}

describe('a scan', { timeout: 120_000 }, () => {
  const scene = setScene({
    env: { MAX_MESSAGES: String(MAX_MESSAGES), CANARY_SIZE: '0', CONFIRM_ABOVE: String(MAX_MESSAGES) },
  });
  let policy: Span;
  let parts: readonly { readonly command: string; readonly messages: number }[];
  let broken: ReturnType<typeof besides>;
  let held: Custodian;

  test('of more than MAX_MESSAGES is offered to nobody for approval, but in parts that can be sent as they stand', async () => {
    const answer = await asks(scene, 'purge', says(/MAX_MESSAGES/));
    expect(answer.markdown).toContain(String(MAX_MESSAGES));
    expect((await scene.space.messages()).some((message) => buttonsOf(message).has('Approve'))).toBe(false);
    policy = await lastSpan(scene);
    const named = [...(answer.markdown ?? '').matchAll(/`(purge [^`]+)` \((\d+) messages?\)/g)];
    parts = named.map(([, command = '', messages]) => ({ command, messages: Number(messages) }));
    expect(parts.length).toBeGreaterThan(1);
    expect(parts.length).toBeLessThanOrEqual(3);
    expect(Math.max(...parts.map(({ messages }) => messages))).toBeLessThanOrEqual(MAX_MESSAGES);
    const all = await dueIn(scene, policy);
    expect(parts.reduce((sum, { messages }) => sum + messages, 0)).toBe(all.length);
  });

  test('leaves a list that goes to the officer who asks, directly and as a file', async () => {
    const { space, stage } = scene;
    const frozen = (await auditOf(stage)).find(({ type }) => type === 'purge.frozen')!;
    await space.say(stage.org.officers[1], `list ${String(frozen.purge)}`);
    await space.hears('that it was sent', ({ markdown }) => markdown?.includes('Oscar') === true);
    const rooms = (await stage.webex.rooms()).filter(
      ({ type, members }) =>
        type === 'direct' &&
        members.some(({ id }) => id === stage.org.bot.id) &&
        members.some(({ id }) => id === stage.org.officers[1].id),
    );
    const direct = (await Promise.all(rooms.map(({ id }) => stage.webex.room(id)))).flat();
    const file = direct.flatMap(({ files = [] }) => files)[0]!;
    expect(file.text.trimEnd().split('\r\n')).toHaveLength(Number(frozen.details['messages']) + 1);
    await expect(
      access(join(stage.dataDir, 'purges', String(frozen.purge), 'manifest.ndjson')),
    ).resolves.toBeUndefined();
  });

  test('of the first part finds what was said, and exactly that is gone after the approval', async () => {
    const card = await asks(scene, parts[0]!.command);
    const part = await lastSpan(scene);
    const listed = await inOrder(scene, part);
    const due = idsOf(listed);
    expect(part.from).toBe(policy.from);
    expect(due).toHaveLength(parts[0]!.messages);
    expect(await listOf(scene, card)).toEqual(due);
    await approve(scene, card);
    await scene.space.hears('the report', isReport);
    expect(await deletedIn(scene)).toEqual(due);
    broken = besides(listed[0]!);
  });

  test('that Webex failed at in part, and that found nothing besides, never says that there is nothing', async () => {
    const { stage, space } = scene;
    const rest = await inOrder(scene, policy);
    held = await lastToBegin(scene, rest);
    await asks(scene, `hold add ${held.email} case 7`, says(/on hold/));
    const card = await asks(scene, 'purge');
    expect(await listOf(scene, card)).toEqual(idsOf(rest.filter((one) => !held.messages.includes(one))));

    await stage.webex.addFault(broken.fault);
    await approve(scene, card);
    // While that purge runs.
    const answer = await asks(scene, broken.command, says(NOT_READ));
    expect(answer.markdown).not.toMatch(/nothing to delete/i);
    await space.hears('the report', isReport);
    await stage.webex.clearFaults();
    expect(idsOf(await dueIn(scene, policy))).toEqual(idsOf(held.messages));
  });

  test('of the policy starts a day before what a hold kept, and once the hold is removed brings that back', async () => {
    await asks(scene, `hold remove ${held.email}`, says(/alone cannot approve/));
    const card = await asks(scene, 'purge');
    const { from, to } = await lastSpan(scene);
    expect(Date.parse(from)).toBe(Date.parse(held.messages[0]!.created) - DAY_MS);
    expect(await listOf(scene, card)).toEqual(idsOf(held.messages));

    await approve(scene, card);
    await scene.space.hears('the report', isReport);
    await asks(scene, 'purge', says(/nothing to delete/));
    expect(Date.parse((await lastSpan(scene)).from)).toBe(Date.parse(to) - DAY_MS);
  });
});
