import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { SimulatorClient } from '../../src/simulator/client.js';
import type { OrgInfo } from '../../src/simulator/control-types.js';
import { startSimulator, type RunningSimulator } from '../../src/simulator/simulator.js';
import { joinedOfficers, REDIRECT_URI, signInTo } from './joined-officers.js';
import { collect } from './officer.js';

const DAY_MS = 86_400_000;
const RUNNING = new AbortController().signal;

let simulator: RunningSimulator;
let client: SimulatorClient;
let org: OrgInfo;

beforeAll(async () => {
  simulator = await startSimulator({ people: 40, messages: 600, redirectUris: [REDIRECT_URI] });
  client = new SimulatorClient(simulator.url);
  org = await client.org();
});
afterAll(() => simulator.stop());

describe('an officer', () => {
  it('signs in, reads every message of the org, deletes one and finds the proof', async () => {
    const [olivia] = org.officers;
    const bot = await joinedOfficers(simulator.url, org);
    const page = await signInTo(bot.address, olivia.email);
    expect(page.text).toContain('Olivia Officer');
    expect(page.status).toBe(200);

    const span = { from: new Date(Date.now() - 80 * DAY_MS).toISOString(), to: new Date().toISOString() };
    const found = await collect(bot.reader.messageEvents(olivia.id, 'created', span));
    const truth = (await client.messages()).filter(({ created }) => created >= span.from && created < span.to);
    expect(new Set(found.map(({ messageId }) => messageId))).toEqual(new Set(truth.map(({ id }) => id)));

    const target = truth.find(({ roomType, deletedAt }) => roomType === 'direct' && deletedAt === undefined)!;
    expect(await bot.deleter.delete(olivia.id, target.id, RUNNING)).toMatchObject({ status: 204 });
    expect(await bot.deleter.delete(olivia.id, target.id, RUNNING)).toMatchObject({ status: 410 });
    expect(await client.deletions()).toMatchObject([{ messageId: target.id, personId: olivia.id }]);

    // Our reading of Webex's time is up to a second behind, and so is what we may ask for.
    await vi.waitFor(
      async () => {
        const present = { from: span.from, to: new Date(Date.now() + DAY_MS).toISOString() };
        const deleted = await collect(bot.reader.messageEvents(olivia.id, 'deleted', present));
        expect(deleted.find(({ messageId }) => messageId === target.id)).toMatchObject({ actorId: olivia.id });
      },
      { timeout: 5_000 },
    );
    expect(await bot.reader.members(olivia.id, target.roomId)).toHaveLength(2);
    expect(await bot.reader.people(olivia.id, [target.personId])).toMatchObject([{ email: target.personEmail }]);
  });

  it('stays signed in over an expired access token, and not over an expired refresh token', async () => {
    const [, oscar] = org.officers;
    const bot = await joinedOfficers(simulator.url, org);
    await signInTo(bot.address, oscar.email);
    await client.expireTokens(oscar.id, 'access');
    expect(await bot.reader.probe(oscar.id)).toEqual({ ok: true });
    await client.expireTokens(oscar.id, 'access');
    await client.expireTokens(oscar.id, 'refresh');
    expect(await bot.reader.probe(oscar.id)).toMatchObject({ ok: false, cause: 'not-signed-in' });
    expect(await bot.vault.list()).toEqual([]);
  });

  it.each(['access', 'refresh'] as const)(
    'whose tokens end in the middle of a hundred calls has them renewed once, or is asked once: %s',
    async (kind) => {
      const [olivia] = org.officers;
      const bot = await joinedOfficers(simulator.url, org);
      await signInTo(bot.address, olivia.email);
      await client.expireTokens(olivia.id, 'access');
      if (kind === 'refresh') await client.expireTokens(olivia.id, 'refresh');
      await client.clearRequests();
      const probes = await Promise.all(Array.from({ length: 100 }, () => bot.reader.probe(olivia.id)));
      expect(new Set(probes.map(({ ok }) => ok))).toEqual(new Set([kind === 'access']));
      const { counts } = await client.requests();
      const asked = Object.entries(counts).filter(([what]) => what.includes('access_token'));
      expect(asked).toEqual([[`POST /v1/access_token ${kind === 'access' ? '200' : '400'}`, 1]]);
    },
  );

  it('without the role is told so, and nothing is kept', async () => {
    const [, oscar] = org.officers;
    const bot = await joinedOfficers(simulator.url, org);
    await client.setOfficer(oscar.id, false);
    const page = await signInTo(bot.address, oscar.email);
    await client.setOfficer(oscar.id, true);
    expect(page.status).toBe(403);
    expect(page.text).toContain('compliance officer role');
    expect(await bot.vault.list()).toEqual([]);
  });

  it('is not who merely has a Webex account', async () => {
    const bot = await joinedOfficers(simulator.url, org);
    const page = await signInTo(bot.address, org.member.email);
    expect(page.status).toBe(403);
    expect(page.text).toContain('not one of the officers');
    expect(await bot.vault.list()).toEqual([]);
  });
});
