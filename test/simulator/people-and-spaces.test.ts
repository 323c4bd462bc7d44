import { afterEach, beforeEach, expect, test } from 'vitest';
import { nextOf, openStage } from './support.js';
import type { Stage } from './support.js';

let stage: Stage;

beforeEach(async () => {
  stage = await openStage();
});

afterEach(() => stage.stop());

const minutesAgo = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString();

test('people are found by e-mail and in batches by id; roles are not shown', async () => {
  const { org, ask } = stage;
  const byEmail = await ask(org.botToken, 'GET', `/v1/people?email=${org.member.email.toUpperCase()}`);
  expect(byEmail.json.items).toMatchObject([{ id: org.member.id, orgId: org.orgId }]);
  expect(byEmail.text).not.toContain('roles');
  const batch = await ask(
    org.botToken,
    'GET',
    `/v1/people/?id=${org.officers[0].id},${org.bot.id},unknown&showAllTypes=false`,
  );
  expect(batch.json.items).toMatchObject([{ id: org.officers[0].id }, { id: org.bot.id, type: 'bot' }]);
  expect((await ask(org.botToken, 'GET', '/v1/people')).status).toBe(400);
});

test('memberships page; an officer reads those of any space the org manages, a bot only its own', async () => {
  const { org, ask, sim, signIn } = stage;
  const stranger = await sim.addPerson({ email: 'sam@globex.example', displayName: 'Sam', otherOrg: true });
  const roomId = await sim.addRoom({ type: 'direct', members: [org.member.email, stranger.id] });
  const officer = await signIn(org.officers[0]);
  const first = await ask(officer, 'GET', `/v1/memberships?roomId=${roomId}&max=1`);
  const second = await ask(officer, 'GET', nextOf(first) ?? '');
  const members = [first, second].flatMap(({ json }) => json.items);
  expect(members).toMatchObject([
    { personId: org.member.id, personOrgId: org.orgId },
    { personId: stranger.id, personOrgId: org.otherOrgId },
  ]);
  expect(nextOf(second)).toBeUndefined();
  expect((await ask(org.botToken, 'GET', `/v1/memberships?roomId=${roomId}`)).status).toBe(404);
  expect((await ask(org.botToken, 'GET', '/v1/memberships')).json.items).toMatchObject([{ roomId: org.adminRoomId }]);
});

test('an officer deletes both sides of a 1:1 across orgs, and nothing in another org’s space', async () => {
  const { org, ask, sim, signIn } = stage;
  const stranger = await sim.addPerson({ email: 'sam@globex.example', displayName: 'Sam', otherOrg: true });
  const direct = await sim.addRoom({ type: 'direct', members: [org.member.email, stranger.id] });
  const foreign = await sim.addRoom({ type: 'group', members: [stranger.id, org.member.id] });
  const said = (roomId: string): { roomId: string; person: string; text: string; created: string } => ({
    roomId,
    person: stranger.id,
    text: 'hm',
    created: minutesAgo(5),
  });
  const [reached, beyond] = await sim.addMessages([said(direct), said(foreign)]);
  const officer = await signIn(org.officers[0]);
  expect((await ask(officer, 'DELETE', `/v1/messages/${reached!}`)).status).toBe(204);
  expect((await ask(officer, 'DELETE', `/v1/messages/${beyond!}`)).status).toBe(403);
});

test('a made past holds edits and deletions, with their events', async () => {
  const { org, ask, sim, signIn } = stage;
  const roomId = await sim.addRoom({ type: 'direct', members: [org.member.email, org.officers[1].email] });
  const [id] = await sim.addMessages([
    {
      roomId,
      person: org.member.id,
      text: 'first',
      created: minutesAgo(9),
      editedAt: minutesAgo(8),
      editedText: 'second',
      deletedAt: minutesAgo(7),
      deletedBy: org.officers[1].id,
    },
  ]);
  const events = await ask(await signIn(org.officers[0]), 'GET', '/v1/events?resource=messages');
  expect(events.json.items).toMatchObject([
    { type: 'deleted', actorId: org.officers[1].id, data: { id } },
    { type: 'updated', data: { text: 'second' } },
    { type: 'created', data: { text: 'first' } },
  ]);
});

test('the same seed gives the same world', async () => {
  const options = { people: 40, messages: 200, seed: 7, now: '2026-06-01T00:00:00Z' };
  const [one, other] = [await openStage(options), await openStage(options)];
  // The clocks run on, so times may differ by the milliseconds between the two starts.
  const ids = async ({ sim }: Stage): Promise<string[]> =>
    (await sim.messages()).map(({ id, personEmail }) => `${id} ${personEmail}`);
  expect(await ids(one)).toEqual(await ids(other));
  await Promise.all([one.stop(), other.stop()]);
});
