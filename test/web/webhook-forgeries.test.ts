import fc from 'fast-check';
import { Agent } from 'undici';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createDeliveries } from '../../src/bot/deliveries.js';
import { createSeenDeliveries } from '../../src/bot/seen-deliveries.js';
import type { IncomingMessage } from '../../src/model.js';
import { recordingLog, testTime } from '../http/test-parts.js';
import { memoryFacts } from '../support/memory.js';
import { deliver, signed, webhookServer, type Delivery } from './webhook-server.js';

/** Each address may deliver 1,200 times a minute; on loopback we have as many addresses as we like. */
const ADDRESSES = ['127.0.0.2', '127.0.0.3', '127.0.0.4', '127.0.0.5', '127.0.0.6', '127.0.0.7'];
const AT_ONCE = 50;
const BATCHES = 100;
const LARGEST_BODY = 256 * 1024;

interface Envelope {
  readonly resource: string;
  readonly event: string;
  readonly data: Readonly<Record<string, string>>;
}

/** From the socket to where the flow begins: server, deliveries and their memory are the real ones. */
async function aBot() {
  const heard: string[] = [];
  const taken: unknown[] = [];
  const deliveries = createDeliveries({
    seen: createSeenDeliveries({ facts: memoryFacts(), clock: testTime().clock, log: recordingLog() }),
    fetchMessage: (id) => Promise.resolve(messageWith(id)),
    hand: (give) =>
      void give({
        message: ({ id }) => Promise.resolve(void heard.push(id)),
        action: (id) => Promise.resolve(void heard.push(id)),
      }),
    log: recordingLog(),
  });
  deliveries.open({ id: 'the bot', displayName: 'Purge Bot' });
  const take = (envelope: unknown): boolean => {
    taken.push(envelope);
    deliveries.receive(envelope);
    return true;
  };
  const { url } = await webhookServer({ take });
  return { send: fromManyAddresses(url), heard, taken };
}

function messageWith(id: string): IncomingMessage {
  return { id, roomId: 'space', roomType: 'group', personId: 'olivia', personEmail: 'o@x.example', text: 'status' };
}

function fromManyAddresses(url: string): (deliveries: readonly Delivery[]) => Promise<readonly number[]> {
  const agents = ADDRESSES.map((localAddress) => new Agent({ connect: { localAddress } }));
  onTestFinished(() => Promise.all(agents.map((agent) => agent.destroy())).then(() => undefined));
  return (deliveries) =>
    Promise.all(
      deliveries.map(async (delivery, i) => (await deliver(url, delivery, agents[i % agents.length])).status),
    );
}

/** How one and the same envelope may be spelt. */
interface Hand {
  readonly space: string;
  readonly text: (text: string) => string;
}

const PLAIN: Hand = { space: '', text: (text) => JSON.stringify(text) };

const hands: fc.Arbitrary<Hand> = fc.record({
  space: fc.string({ unit: fc.constantFrom(' ', '\t', '\n', '\r'), maxLength: 3 }),
  text: fc.constantFrom(PLAIN.text, escaped('toLowerCase'), escaped('toUpperCase')),
});

/** Every character as `\u` and four digits, which JSON allows for all of them. */
function escaped(digits: 'toLowerCase' | 'toUpperCase'): Hand['text'] {
  const escape = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')[digits]()}`;
  return (text) => `"${text.split('').map(escape).join('')}"`;
}

function written(value: Envelope | Envelope['data'] | string, hand: Hand): string {
  if (typeof value === 'string') return hand.text(value);
  const { space } = hand;
  const members = Object.entries(value).map(
    ([name, held]: [string, string | Envelope['data']]) =>
      `${space}${hand.text(name)}${space}:${space}${written(held, hand)}`,
  );
  return `${space}{${members.join(`${space},`)}${space}}${space}`;
}

/** Ids that differ, with letters that can be spelt in more than one way. */
const envelopes: fc.Arbitrary<Envelope> = fc.record({
  resource: fc.constantFrom('messages', 'attachmentActions'),
  event: fc.constant('created'),
  data: fc.record({
    id: fc.tuple(fc.uuid(), fc.string({ unit: 'grapheme', maxLength: 20 })).map(([id, end]) => `é@${id}${end}`),
    personId: fc.string({ unit: 'grapheme', maxLength: 20 }),
  }),
});

const otherSecrets = fc.string({ maxLength: 40 }).map((text) => `another ${text}`);

interface Forgery {
  readonly kind: string;
  readonly delivery: Delivery;
  readonly status: number;
}

/** What a stranger can make of deliveries: `body` is always sent under a signature that is not of these bytes. */
const unsigned: fc.Arbitrary<Forgery> = fc
  .tuple(envelopes, hands, otherSecrets, fc.nat())
  .chain(([envelope, hand, secret, n]) => {
    const body = written(envelope, PLAIN);
    const bytes = Buffer.from(body);
    const other = written(envelope, { space: ` ${hand.space}`, text: hand.text });
    const flipped = Buffer.from(bytes);
    flipped[n % bytes.length]! ^= 1 + (n % 255);
    const refused = (kind: string, delivery: Delivery): Forgery => ({ kind, delivery, status: 401 });
    return fc.constantFrom(
      refused('signed with a wrong key', { body, headers: signed(body, secret) }),
      refused('written anew', { body, headers: signed(other) }),
      refused('written anew, oddly', { body: other, headers: signed(body) }),
      refused('other escapes', {
        body: written(envelope, { ...PLAIN, text: escaped('toLowerCase') }),
        headers: signed(body),
      }),
      refused('truncated', { body: bytes.subarray(0, n % bytes.length), headers: signed(body) }),
      refused('a byte changed', { body: flipped, headers: signed(body) }),
      refused('not signed', { body, headers: {} }),
      refused('signed by another algorithm', { body, headers: signed(body, undefined, 'sha256') }),
      refused('signed twice, once rightly', {
        body,
        headers: {
          'x-spark-signature': `${signed(body, secret)['x-spark-signature'] ?? ''}, ${signed(body)['x-spark-signature'] ?? ''}`,
        },
      }),
    );
  });

/** The claimed type of a body decides nothing. */
const wrongTypes: fc.Arbitrary<Forgery> = fc
  .tuple(
    unsigned,
    fc.constantFrom(
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data',
      'application/json; charset=utf-16',
      'no/such; type="',
    ),
  )
  .map(([{ kind, delivery, status }, type]) => ({
    kind: `${kind}, as ${type}`,
    delivery: { ...delivery, headers: { ...delivery.headers, 'content-type': type } },
    status,
  }));

const huge: fc.Arbitrary<Forgery> = fc.tuple(envelopes, fc.integer({ min: 1, max: 1_000 })).map(([envelope, more]) => {
  const body = written(envelope, PLAIN).padEnd(LARGEST_BODY + more);
  return { kind: 'huge, and signed rightly', delivery: { body, headers: signed(body) }, status: 413 };
});

const compressed: fc.Arbitrary<Forgery> = fc
  .tuple(envelopes, fc.constantFrom('gzip', 'deflate', 'br'))
  .map(([envelope, encoding]) => {
    const body = written(envelope, PLAIN);
    const headers = { ...signed(body), 'content-encoding': encoding };
    return { kind: `signed rightly, and said to be ${encoding}`, delivery: { body, headers }, status: 415 };
  });

/** Overheard, and sent again byte by byte: Webex signs no time. */
function replays(overheard: readonly Delivery[]): fc.Arbitrary<Forgery> {
  return fc.constantFrom(...overheard).map((delivery) => ({ kind: 'replayed', delivery, status: 204 }));
}

function rightly(envelope: Envelope, hand: Hand): Delivery {
  const body = written(envelope, hand);
  return { body, headers: signed(body) };
}

const LAST: Envelope = { resource: 'messages', event: 'created', data: { id: 'the last' } };

describe('deliveries over a socket', () => {
  it('5,000 forged or damaged ones reach nobody', { timeout: 60_000 }, async () => {
    const { send, heard, taken } = await aBot();
    const known = fc.sample(envelopes, { numRuns: 20, seed: 1 });
    const overheard = known.map((envelope) => rightly(envelope, PLAIN));
    await send(overheard);
    await vi.waitFor(() => expect(heard).toHaveLength(known.length));

    const kinds = new Map<string, number>();
    let replayed = 0;
    const forgeries = fc.oneof(
      { weight: 12, arbitrary: unsigned },
      { weight: 4, arbitrary: wrongTypes },
      { weight: 2, arbitrary: replays(overheard) },
      { weight: 1, arbitrary: huge },
      { weight: 1, arbitrary: compressed },
    );
    const batches = fc.array(forgeries, { minLength: AT_ONCE, maxLength: AT_ONCE });
    await fc.assert(
      fc.asyncProperty(batches, async (batch) => {
        for (const { kind, status } of batch) {
          kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
          if (status === 204) replayed += 1;
        }
        const answers = await send(batch.map(({ delivery }) => delivery));
        expect(batch.map(({ kind }, i) => `${kind}: ${String(answers[i])}`)).toEqual(
          batch.map(({ kind, status }) => `${kind}: ${String(status)}`),
        );
      }),
      { numRuns: BATCHES },
    );

    await send([rightly(LAST, PLAIN)]);
    await vi.waitFor(() => expect(heard).toContain('the last'));
    expect(heard.toSorted()).toEqual([...known.map(({ data }) => data['id']), 'the last'].toSorted());
    expect(taken).toHaveLength(known.length + replayed + 1);
    expect([...kinds.values()].reduce((sum, n) => sum + n)).toBe(AT_ONCE * BATCHES);
    console.log(kinds);
  });

  it('right ones are heard, whatever their spacing and escapes', async () => {
    const { send, heard } = await aBot();
    await fc.assert(
      fc.asyncProperty(envelopes, hands, async (envelope, hand) => {
        expect(await send([rightly(envelope, hand)])).toEqual([204]);
        await vi.waitFor(() => expect(heard).toContain(envelope.data['id']), { interval: 1 });
      }),
      { numRuns: 300 },
    );
  });
});
