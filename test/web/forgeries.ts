import fc from 'fast-check';
import { signed, type Delivery } from './webhook-server.js';

const LARGEST_BODY = 256 * 1024;

export interface Envelope {
  readonly resource: string;
  readonly event: string;
  readonly data: Readonly<Record<string, string>>;
}

/** How one and the same envelope may be spelt. */
export interface Hand {
  readonly space: string;
  readonly text: (text: string) => string;
}

export const PLAIN: Hand = { space: '', text: (text) => JSON.stringify(text) };

export const hands: fc.Arbitrary<Hand> = fc.record({
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
export const envelopes: fc.Arbitrary<Envelope> = fc.record({
  resource: fc.constantFrom('messages', 'attachmentActions'),
  event: fc.constant('created'),
  data: fc.record({
    id: fc.tuple(fc.uuid(), fc.string({ unit: 'grapheme', maxLength: 20 })).map(([id, end]) => `é@${id}${end}`),
    personId: fc.string({ unit: 'grapheme', maxLength: 20 }),
  }),
});

const otherSecrets = fc.string({ maxLength: 40 }).map((text) => `another ${text}`);

export interface Forgery {
  readonly kind: string;
  readonly delivery: Delivery;
  /** What the server must answer. */
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

/** As Webex would deliver it, in that spelling. */
export function rightly(envelope: Envelope, hand: Hand): Delivery {
  const body = written(envelope, hand);
  return { body, headers: signed(body) };
}

/** Everything that a stranger may send, without the secret or with deliveries that were overheard. */
export function forgeries(overheard: readonly Delivery[]): fc.Arbitrary<Forgery> {
  return fc.oneof(
    { weight: 12, arbitrary: unsigned },
    { weight: 4, arbitrary: wrongTypes },
    { weight: 2, arbitrary: replays(overheard) },
    { weight: 1, arbitrary: huge },
    { weight: 1, arbitrary: compressed },
  );
}
