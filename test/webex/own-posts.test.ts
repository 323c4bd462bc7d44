import { describe, expect, it } from 'vitest';
import { printedHead } from '../../src/printed-head.js';
import { serve } from '../http/local-server.js';
import { collect, officerSide } from './officer.js';

const SPAN = { from: '2026-11-01T00:00:00.000Z', to: '2026-11-02T00:00:00.000Z' };
const HEAD = { seq: 12, hash: '0123456789abcdef'.repeat(4) };
const SHOWN = { seq: 12, hash: '0123456789abcdef', of: null };

function post(id: string, data: Record<string, unknown> = {}, changes: Record<string, unknown> = {}) {
  return {
    id: `e-${id}`,
    resource: 'messages',
    type: 'created',
    actorId: 'the-bot',
    created: '2026-11-01T08:00:01.000Z',
    data: {
      id,
      roomId: 'the-space',
      roomType: 'group',
      personId: 'the-bot',
      personEmail: 'purge@webex.bot',
      text: `secret words\n\n${printedHead(HEAD)}`,
      created: '2026-11-01T08:00:00.000Z',
      ...data,
    },
    ...changes,
  };
}

async function seen(...items: readonly unknown[]) {
  const server = await serve(() => ({ body: { items } }));
  const side = officerSide(`${server.url}/v1`);
  const posts = await collect(side.ownPosts.showingHeads('olivia', SPAN));
  return { posts, query: Object.fromEntries(server.arrived[0]!.query), lines: side.lines };
}

describe('the bot’s own posts', () => {
  it('are the messages that Webex says the bot created, reduced to the head that each shows', async () => {
    const { posts, query } = await seen(post('m1'));
    expect(query).toEqual({ resource: 'messages', type: 'created', actorId: 'the-bot', ...SPAN, max: '1000' });
    expect(posts).toEqual([{ messageId: 'm1', postedAt: '2026-11-01T08:00:00.000Z', shows: SHOWN }]);
  });

  it.each([
    ['a post without a head', post('m1', { text: 'I am here.' })],
    ['a file without text', post('m1', { text: undefined })],
    ['somebody else’s, should Webex not have filtered', post('m1', {}, { actorId: 'paul' })],
    ['a post in another space', post('m1', { roomId: 'elsewhere', roomType: 'direct' })],
    ['a post that quotes a head', post('m1', { text: `${printedHead(HEAD)} is what I saw` })],
  ])('are not %s', async (_, item) => {
    const { posts, lines } = await seen(item);
    expect(posts).toEqual([]);
    expect(lines).toEqual([]);
  });

  it('that Webex could not decrypt are counted in the log', async () => {
    const errors = { text: { code: 'kms_failure', reason: 'Key management server failed' } };
    const { posts, lines } = await seen(post('m1', { text: 'eyJhbGciOi', errors }), post('m2'));
    expect(posts.map(({ messageId }) => messageId)).toEqual(['m2']);
    expect(lines).toMatchObject([{ event: 'events.unreadable', count: 1 }]);
  });

  it('leave no text behind', async () => {
    const { posts, lines } = await seen(post('m1'), post('m2', { errors: {} }));
    expect(JSON.stringify([posts, lines])).not.toContain('secret');
  });
});
