import { describe, expect, it } from 'vitest';
import { RefusedError, SignInNeededError, UnreachableError } from '../../src/errors.js';
import { createFolderGuard } from '../../src/flow/folder-guard.js';
import { keepLooks } from '../../src/flow/looks.js';
import type { AuditHead } from '../../src/model.js';
import { manualClock, memoryAudit, memoryFacts } from '../support/memory.js';
import { aPost, memoryOwnPosts } from '../support/own-posts.js';
import { OLIVIA, OSCAR, PAUL, sessionOf } from '../support/requests.js';

const MINUTE = 60_000;
const DAY = 86_400_000;
const OTHER = 'f'.repeat(64);

/** A folder whose audit has five lines, a minute apart, and a Webex that has seen nothing yet. */
async function aFolder(signedIn = [OLIVIA, OSCAR]) {
  const clock = manualClock('2026-11-24T12:00:00.000Z');
  const facts = memoryFacts();
  const audit = memoryAudit(clock);
  const ownPosts = memoryOwnPosts();
  const heads: AuditHead[] = [];
  for (let i = 0; i < 5; i += 1) {
    heads.push(await audit.append({ type: 'something', actor: 'bot', purge: null, details: { i } }));
    clock.advance(MINUTE);
  }
  const past = {
    records: async function* () {
      await Promise.resolve();
      yield audit.lines;
    },
  };
  const signIn = { sessions: () => Promise.resolve(signedIn.map(sessionOf)) };
  const parts = { clock, facts, audit, past, ownPosts, signIn, officers: [OLIVIA, OSCAR] };
  const now = (): string => new Date(clock.now()).toISOString();
  const posted = (head: AuditHead): void => void ownPosts.posts.push(aPost(now(), head));
  /** As the bot begins anew, with what the folder remembers. */
  const guardAnew = () => createFolderGuard(parts);
  return { ...parts, heads, now, posted, guard: guardAnew(), guardAnew };
}

describe('a folder whose audit holds every head that was posted', () => {
  it('raises no alarm, however often it is looked at, and writes nothing', async () => {
    const { guard, posted, heads, audit, clock, guardAnew } = await aFolder();
    posted(heads[4]!);
    posted(heads[1]!);
    expect(await guard.look(OLIVIA.id)).toBeNull();
    clock.advance(DAY);
    await guardAnew().firstLook();
    expect(await guardAnew().behind()).toBeNull();
    expect(audit.lines).toHaveLength(5);
  });

  it('is read back to the last look, with time for late events, and not further', async () => {
    const { guard, ownPosts, clock, now } = await aFolder();
    await guard.look(OLIVIA.id);
    expect(ownPosts.asked).toEqual([{ officer: OLIVIA.id, from: '2026-11-24T12:00:00.000Z' }]);
    clock.advance(DAY);
    const looked = now();
    await guard.look(OSCAR.id);
    clock.advance(DAY);
    await guard.look(OSCAR.id);
    expect(ownPosts.asked.at(-1)?.from).toBe(new Date(Date.parse(looked) - 10 * MINUTE).toISOString());
  });

  it('is read back to when a purge was asked for, where that is longer, and never beyond what Webex keeps', async () => {
    const { guard, ownPosts, clock } = await aFolder();
    clock.advance(DAY);
    await guard.look(OLIVIA.id);
    await guard.look(OLIVIA.id, '2026-11-24T12:02:00.000Z');
    expect(ownPosts.asked.at(-1)?.from).toBe('2026-11-24T12:02:00.000Z');
    await guard.look(OLIVIA.id, '2026-01-01T00:00:00.000Z');
    expect(ownPosts.asked.at(-1)?.from).toBe(new Date(clock.now() - 89 * DAY).toISOString());
  });

  it('is not answerable for what an earlier bot posted before it began', async () => {
    const { guard, ownPosts } = await aFolder();
    ownPosts.posts.push(aPost('2026-11-24T11:59:59.000Z', { seq: 700, hash: OTHER }));
    expect(await guard.look(OLIVIA.id)).toBeNull();
  });
});

describe('a folder that lacks what was posted', () => {
  it.each([
    ['its audit ends before', (heads: readonly AuditHead[]) => ({ seq: 6, hash: heads[0]!.hash })],
    ['another line stands in that place', () => ({ seq: 3, hash: OTHER })],
  ])('is found where %s', async (_, foreign) => {
    const { guard, posted, heads, audit, guardAnew } = await aFolder();
    posted(heads[4]!);
    posted(foreign(heads));
    const found = await guard.look(OLIVIA.id);
    expect(found?.shows.seq).toBe(foreign(heads).seq);
    expect(audit.lines.at(-1)).toMatchObject({
      type: 'folder.behind',
      actor: 'bot',
      details: { seq: found?.shows.seq },
    });
    expect(await guardAnew().behind()).toEqual(found);
    expect(await guardAnew().untold()).toEqual(found);
  });

  it('is found where the line was written over and kept its hash', async () => {
    const { guard, posted, heads, audit } = await aFolder();
    posted(heads[2]!);
    Object.assign(audit.lines[2]!, { details: { i: 'something else' } });
    expect(await guard.look(OLIVIA.id)).not.toBeNull();
  });

  it('stays found, and is on record once, until an officer accepts it', async () => {
    const { guard, posted, audit, clock, guardAnew } = await aFolder();
    posted({ seq: 40, hash: OTHER });
    const found = await guard.look(OLIVIA.id);
    await guard.told();
    clock.advance(MINUTE);
    posted({ seq: 41, hash: OTHER });
    expect(await guardAnew().look(OSCAR.id)).toEqual(found);
    expect(audit.lines.filter(({ type }) => type === 'folder.behind')).toHaveLength(1);
    expect(await guardAnew().untold()).toBeNull();
  });

  it('is accepted on record, with the newest head that it lacked', async () => {
    const { guard, posted, audit, clock, now } = await aFolder();
    posted({ seq: 40, hash: OTHER });
    await guard.look(OLIVIA.id);
    clock.advance(MINUTE);
    posted({ seq: 41, hash: OTHER });
    await guard.accept(OSCAR);
    const details = { seq: 41, hash: OTHER.slice(0, 16), posts: 2, until: now() };
    expect(audit.lines.at(-1)).toMatchObject({ type: 'folder.accepted', actor: OSCAR.id, details });
    expect(await guard.behind()).toBeNull();
  });

  it('once accepted is not found again for the same posts, and is for a newer one', async () => {
    const { guard, posted, clock, guardAnew } = await aFolder();
    posted({ seq: 40, hash: OTHER });
    await guard.look(OLIVIA.id);
    await guard.accept(OSCAR);
    clock.advance(MINUTE);
    expect(await guardAnew().look(OLIVIA.id, '2026-11-24T12:00:00.000Z')).toBeNull();
    posted({ seq: 40, hash: OTHER });
    expect(await guardAnew().look(OLIVIA.id)).not.toBeNull();
  });

  it('stays halted where the acceptance cannot be written to the audit', async () => {
    const folder = await aFolder();
    folder.posted({ seq: 40, hash: OTHER });
    await folder.guard.look(OLIVIA.id);
    const append = () => Promise.reject(new Error('disk full'));
    const guard = createFolderGuard({ ...folder, audit: { ...folder.audit, append } });
    await expect(guard.accept(OSCAR)).rejects.toThrow('disk full');
    expect(await guard.behind()).not.toBeNull();
  });
});

describe('the first look of a process', () => {
  it('waits until an officer is signed in, and is made once', async () => {
    const signedIn = [PAUL];
    const { guard, ownPosts } = await aFolder(signedIn);
    await guard.firstLook();
    expect(ownPosts.asked).toEqual([]);
    signedIn.push(OSCAR);
    await guard.firstLook();
    await guard.firstLook();
    expect(ownPosts.asked.map(({ officer }) => officer)).toEqual([OSCAR.id]);
  });

  it('is made by another officer where Webex refuses the first', async () => {
    const { guard, ownPosts, posted } = await aFolder();
    posted({ seq: 40, hash: OTHER });
    const showingHeads = ownPosts.showingHeads.bind(ownPosts);
    ownPosts.showingHeads = (officer, span) => {
      if (officer === OLIVIA.id) throw new RefusedError('no role', { status: 403, trackingId: null, hint: '' });
      return showingHeads(officer, span);
    };
    await guard.firstLook();
    expect(await guard.behind()).not.toBeNull();
  });

  it('is owed while Webex cannot be asked', async () => {
    const { guard, ownPosts } = await aFolder();
    ownPosts.failure = new UnreachableError('down', {});
    await expect(guard.firstLook()).rejects.toThrow('down');
    ownPosts.failure = null;
    await guard.firstLook();
    expect(ownPosts.asked).toHaveLength(3);
  });

  it('is owed, and no failure, where every sign-in has ended', async () => {
    const { guard, ownPosts } = await aFolder();
    ownPosts.failure = new SignInNeededError(OLIVIA.id, 'ended');
    await guard.firstLook();
    ownPosts.failure = null;
    await guard.firstLook();
    expect(ownPosts.asked).toHaveLength(3);
  });
});

/** The limit that docs/security.md names: the memory of looks stands in the folder that they judge, under the bot's own key. */
describe('a folder whose state says that all was accepted', () => {
  it('is believed up to that time, and is found by what is posted after it', async () => {
    const { guard, facts, posted, clock, now } = await aFolder();
    posted({ seq: 40, hash: OTHER });
    await keepLooks(facts, { until: now(), accepted: now(), behind: null, told: true });
    expect(await guard.look(OLIVIA.id, '2026-11-24T12:00:00.000Z')).toBeNull();
    clock.advance(MINUTE);
    posted({ seq: 41, hash: OTHER });
    expect(await guard.look(OLIVIA.id)).not.toBeNull();
  });
});
