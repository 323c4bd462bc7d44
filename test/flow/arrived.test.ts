import { describe, expect, it } from 'vitest';
import { canonicalDigest } from '../../src/canonical.js';
import { UnreachableError } from '../../src/errors.js';
import { cardArrived, reportArrived } from '../../src/flow/arrived.js';
import type { AuditHead, Json } from '../../src/model.js';
import type { AuditPast } from '../../src/ports.js';
import { manualClock, memoryAudit } from '../support/memory.js';
import { aPost, memoryOwnPosts } from '../support/own-posts.js';
import { quietLog } from '../support/quiet-log.js';
import { aRequest, OLIVIA, sessionOf } from '../support/requests.js';

const REQUEST = aRequest({ card: null });
const ROOM = 'the-admin-space';
const CARD = { type: 'AdaptiveCard', body: ['what was shown'] };
const NEWER = '2026-11-24T12:30:00.000Z';

/** A purge that is frozen, shown and finished by its audit; `fetched` is what Webex gives for any message. */
async function aPurge(fetched: { card: Json | null; roomId: string } | null = { card: CARD, roomId: ROOM }) {
  const clock = manualClock();
  const audit = memoryAudit(clock);
  const write = (type: string, details: Record<string, Json> = {}, purge = REQUEST.id): Promise<AuditHead> =>
    audit.append({ type, actor: 'bot', purge, details });
  const frozen = await write('purge.frozen');
  await write('card.rendered', { face: 'approval', card: canonicalDigest(CARD), first: true });
  const finished = await write('purge.finished');
  await write('purge.finished', {}, 'another');
  clock.advance(3_600_000);
  const ownPosts = memoryOwnPosts();
  const past: AuditPast = {
    records: async function* () {
      await Promise.resolve();
      yield audit.lines;
    },
  };
  const signIn = { sessions: () => Promise.resolve([sessionOf(OLIVIA)]) };
  const inbox = { fetchMessage: () => Promise.resolve(fetched) };
  const parts = { clock, past, ownPosts, signIn, officers: [OLIVIA], inbox, adminRoomId: ROOM, log: quietLog };
  const posted = (post: 'card' | 'report', head: AuditHead, purge = REQUEST.id): void =>
    void ownPosts.posts.push(aPost(NEWER, head, { post, purge }));
  return { parts, ownPosts, posted, frozen, finished };
}

describe('a report whose posting was cut off', () => {
  it('has arrived where one of this purge shows a head since the purge finished', async () => {
    const { parts, posted, finished } = await aPurge();
    posted('report', { ...finished, seq: finished.seq + 1 });
    expect(await reportArrived(parts, REQUEST)).toBe(true);
  });

  it.each(['of another purge', 'from before it finished last', 'that is a card', 'never'])(
    'has not arrived where one was posted %s',
    async (what) => {
      const { parts, posted, finished, frozen } = await aPurge();
      if (what === 'of another purge') posted('report', finished, 'another');
      if (what === 'from before it finished last') posted('report', frozen);
      if (what === 'that is a card') posted('card', finished);
      expect(await reportArrived(parts, REQUEST)).toBe(false);
    },
  );

  it('counts as not arrived while Webex cannot be asked', async () => {
    const { parts, posted, finished, ownPosts } = await aPurge();
    posted('report', finished);
    ownPosts.failure = new UnreachableError('down', {});
    expect(await reportArrived(parts, REQUEST)).toBe(false);
  });
});

describe('a card whose posting was cut off', () => {
  it('is ours where it shows the head of its list, and is the card on record', async () => {
    const { parts, posted, frozen } = await aPurge();
    posted('card', frozen);
    const arrived = await cardArrived(parts, REQUEST);
    expect(arrived).toMatchObject({ digest: canonicalDigest(CARD), edits: 0, face: 'approval' });
  });

  it.each([
    ['is another', { card: { ...CARD, body: [] }, roomId: ROOM }],
    ['is in another space', { card: CARD, roomId: 'elsewhere' }],
    ['has no card', { card: null, roomId: ROOM }],
    ['is gone', null],
  ])('is not ours where the message that Webex gives %s', async (_, fetched) => {
    const { parts, posted, frozen } = await aPurge(fetched);
    posted('card', frozen);
    expect(await cardArrived(parts, REQUEST)).toBeNull();
  });

  it('is not ours with another head, or of another purge', async () => {
    const { parts, posted, frozen, finished } = await aPurge();
    posted('card', finished);
    posted('card', { ...frozen, hash: 'f'.repeat(64) });
    posted('card', frozen, 'another');
    expect(await cardArrived(parts, REQUEST)).toBeNull();
  });
});
