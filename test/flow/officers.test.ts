import { describe, expect, it } from 'vitest';
import { officerNews, resolveOfficers } from '../../src/flow/officers.js';
import type { Person } from '../../src/model.js';
import { manualClock, memoryAudit, memoryFacts } from '../support/memory.js';
import { OLIVIA, OSCAR, RULES } from '../support/requests.js';

const olivia: Person = { ...OLIVIA, orgId: null, kind: 'person' };
const oscar: Person = { ...OSCAR, orgId: null, kind: 'person' };

/** A Webex of these people. The facts and the audit outlive what `startsWith` does, as they outlive a start. */
function worldOf() {
  const audit = memoryAudit(manualClock());
  const facts = memoryFacts();
  return {
    audit,
    startsWith: (people: readonly Person[], entries: readonly string[]) =>
      resolveOfficers(entries, {
        audit,
        facts,
        directory: {
          person: (id) => Promise.resolve(people.find((person) => person.id === id) ?? null),
          personByEmail: (email) =>
            Promise.resolve(people.find((person) => person.email.toLowerCase() === email.toLowerCase()) ?? null),
        },
      }),
  };
}

describe('officers', () => {
  it('are found by address or id, each once; a bot is none', async () => {
    const bot: Person = { ...oscar, id: 'bot', email: 'bot@webex.bot', kind: 'bot' };
    const world = worldOf();
    const resolved = await world.startsWith([olivia, bot], [OLIVIA.email, OLIVIA.id, 'nobody@example.com', bot.email]);
    expect(resolved).toEqual({ officers: [OLIVIA], unknown: ['nobody@example.com', bot.email], reissued: [] });
  });

  it('are pinned: an address that somebody else got later makes nobody an officer, and is on record', async () => {
    const world = worldOf();
    await world.startsWith([olivia, oscar], [OLIVIA.email, OSCAR.email]);
    const heir: Person = { ...oscar, id: 'person-heir' };
    const again = await world.startsWith([olivia, heir], [OLIVIA.email, OSCAR.email.toUpperCase()]);
    expect(again).toMatchObject({ officers: [OLIVIA], reissued: [OSCAR.email.toUpperCase()] });
    expect(world.audit.lines.at(-1)).toMatchObject({
      type: 'officer.refused',
      details: { person: 'person-heir', first: OSCAR.id },
    });
    expect(officerNews(again, RULES).map(({ kind }) => kind)).toEqual(['officer-reissued', 'officers-short']);
  });

  it('are pinned for good, whatever stood in OFFICERS in between; who took over is listed by id', async () => {
    const world = worldOf();
    await world.startsWith([olivia, oscar], [OLIVIA.email, OSCAR.email]);
    await world.startsWith([olivia, oscar], [OLIVIA.email]);
    const heir: Person = { ...oscar, id: 'person-heir' };
    const addressed = await world.startsWith([olivia, heir], [OLIVIA.email, OSCAR.email]);
    expect(addressed.officers).toEqual([OLIVIA]);
    const listed = await world.startsWith([olivia, heir], [OLIVIA.email, heir.id]);
    expect(listed.officers.map(({ id }) => id)).toEqual([OLIVIA.id, 'person-heir']);
    const back = await world.startsWith([olivia, oscar], [OLIVIA.email, OSCAR.email]);
    expect(back.officers).toEqual([OLIVIA, OSCAR]);
  });

  it('must be somebody: with none of them the bot does not start', async () => {
    await expect(worldOf().startsWith([], [OLIVIA.email])).rejects.toThrow(/None of OFFICERS/);
    const world = worldOf();
    await world.startsWith([oscar], [OSCAR.email]);
    const heir: Person = { ...oscar, id: 'person-heir' };
    await expect(world.startsWith([heir], [OSCAR.email])).rejects.toThrow(/somebody else/);
  });

  it('too few to approve are told, and no more than that', () => {
    const one = { officers: [OLIVIA], unknown: [OSCAR.email], reissued: [] };
    expect(officerNews(one, RULES)).toEqual([{ kind: 'officers-short', known: 1, needed: 2 }]);
    expect(officerNews(one, { ...RULES, selfApproval: true })).toEqual([]);
  });
});
