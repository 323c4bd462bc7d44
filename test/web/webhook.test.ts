import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../../src/model.js';
import { deliver, SECRET, signed, webhookServer, type Body, type Headers } from './webhook-server.js';

const ENVELOPE = { resource: 'messages', event: 'created', data: { id: 'é@1', roomId: 'r' } };
const BODY = JSON.stringify(ENVELOPE);

async function aRoute({ open = true, publicUrl = 'http://localhost:5000' } = {}) {
  const taken: Json[] = [];
  const take = (envelope: Json): boolean => {
    if (open) taken.push(envelope);
    return open;
  };
  const { url, log, refused } = await webhookServer({ take, publicUrl });
  const post = (body: Body, headers: Headers = {}, path = '/webhook') => deliver(new URL(path, url), { body, headers });
  return { post, taken, log, refused };
}

describe('a rightly signed body is taken', () => {
  it.each([
    ['as Webex writes it', BODY],
    ['with odd spacing', JSON.stringify(ENVELOPE, null, 3).replaceAll(':', ' :\t')],
    ['with unicode escapes', BODY.replace('é', '\\u00e9').replace('@', '\\u0040')],
    ['with a repeated member', BODY.replace('{', '{"event":"deleted",')],
  ])('%s', async (_, body) => {
    const { post, taken } = await aRoute();
    expect((await post(body, signed(body))).status).toBe(204);
    expect(taken).toEqual([ENVELOPE]);
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'application/json; charset=utf-16', 'nonsense'])(
    'whatever type it claims: %s',
    async (type) => {
      const { post, taken } = await aRoute();
      expect((await post(BODY, { ...signed(BODY), 'content-type': type })).status).toBe(204);
      expect(taken).toHaveLength(1);
    },
  );

  it('at PUBLIC_URL with a path, cut off by a proxy or not', async () => {
    const { post, taken } = await aRoute({ publicUrl: 'https://bots.example.com/purge' });
    for (const path of ['/webhook', '/purge/webhook']) {
      expect((await post(BODY, signed(BODY), path)).status).toBe(204);
    }
    expect(taken).toHaveLength(2);
  });

  it('six hundred times a minute from one address', async () => {
    const { post } = await aRoute();
    const statuses = await Promise.all(Array.from({ length: 600 }, () => post(BODY, signed(BODY))));
    expect(new Set(statuses.map(({ status }) => status))).toEqual(new Set([204]));
  });
});

describe('a body that is not signed is refused, counted, and reaches nobody', () => {
  const right = signed(BODY)['x-spark-signature'] ?? '';
  it.each<[string, Record<string, string>]>([
    ['no signature', {}],
    ['an empty one', { 'x-spark-signature': '' }],
    ['a short one', { 'x-spark-signature': right.slice(0, 39) }],
    ['a long one', { 'x-spark-signature': `${right}0` }],
    ['one of other letters, in as many bytes', { 'x-spark-signature': 'é'.repeat(20) }],
    ['one of another secret', signed(BODY, 'another secret of ours')],
    ['one of an empty secret', signed(BODY, '')],
    ['one of another body', signed(`${BODY} `)],
    ['one by another algorithm', signed(BODY, SECRET, 'sha256')],
    ['a right one under another header', { 'x-webex-signature': right }],
  ])('%s', async (_, headers) => {
    const { post, taken, log, refused } = await aRoute();
    const answer = await post(BODY, headers);
    expect(answer).toEqual({ status: 401, text: '' });
    expect(taken).toEqual([]);
    expect(log.lines.at(-1)).toEqual({ event: 'webhook.refused', bytes: BODY.length + 1 });
    expect(refused.count).toBe(1);
  });

  it('a signature over the JSON written anew', async () => {
    const { post, taken } = await aRoute();
    expect((await post(JSON.stringify(ENVELOPE, null, 1), signed(BODY))).status).toBe(401);
    expect(taken).toEqual([]);
  });

  it('any change of a signed body', async () => {
    const { post, taken } = await aRoute();
    const bytes = Buffer.from(BODY);
    const change = fc.tuple(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }));
    await fc.assert(
      fc.asyncProperty(change, async ([at, flip]) => {
        const changed = Buffer.from(bytes);
        changed[at]! ^= flip;
        expect((await post(changed, signed(bytes))).status).toBe(401);
      }),
      { numRuns: 200 },
    );
    expect(taken).toEqual([]);
  });
});

describe('a body that cannot be read', () => {
  it.each(['', '{', 'purge', BODY.slice(0, -1), '\u0000'])('is 400 with a right signature: %j', async (body) => {
    const { post, taken, log } = await aRoute();
    expect((await post(body, signed(body))).status).toBe(400);
    expect(taken).toEqual([]);
    expect(log.lines.at(-1)).toMatchObject({ event: 'webhook.unreadable' });
  });

  it('is 413 above 256 KB, signed or not', async () => {
    const { post, taken } = await aRoute();
    const huge = Buffer.alloc(256 * 1024 + 1, ' ');
    expect((await post(huge, signed(huge))).status).toBe(413);
    expect((await post(huge)).status).toBe(413);
    expect(taken).toEqual([]);
  });

  it('is refused when it is compressed, whatever it would unpack to', async () => {
    const { post, taken } = await aRoute();
    expect((await post(BODY, { ...signed(BODY), 'content-encoding': 'gzip' })).status).toBe(415);
    expect(taken).toEqual([]);
  });
});

it('while the bot is starting Webex is asked to wait', async () => {
  const { post } = await aRoute({ open: false });
  expect((await post(BODY, signed(BODY))).status).toBe(503);
});
