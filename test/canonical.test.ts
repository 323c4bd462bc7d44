import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { canonicalDigest, canonicalJson } from '../src/canonical.js';

/** The example of RFC 8785, section 3.2.2, and its canonical form of section 3.2.3. */
const EXAMPLE = {
  numbers: [333333333.33333329, 1e30, 4.5, 2e-3, 0.000000000000000000000000001],
  string: '\u20ac$\u000F\u000aA\'\u0042\u0022\u005c\\"/',
  literals: [null, true, false],
};
const CANONICAL =
  '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}';

it('writes the form that RFC 8785 gives', () => {
  expect(canonicalJson(EXAMPLE)).toBe(CANONICAL);
});

it('digests that form, whatever the order of the keys', () => {
  const digest = createHash('sha256').update(CANONICAL, 'utf8').digest('hex');
  expect(canonicalDigest(EXAMPLE)).toBe(digest);
  expect(canonicalDigest(Object.fromEntries(Object.entries(EXAMPLE).reverse()))).toBe(digest);
});

it('has a form for a name that is cut in the middle of a character', () => {
  expect(canonicalJson({ name: 'a\ud83d' })).toBe('{"name":"a\ufffd"}');
});
