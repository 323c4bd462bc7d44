import type { CheckSubject } from './verify-command.js';

/** The checks of VERIFY.md on the audit, the frozen list and its approval. Files that may be long are read as streams. */

export function chainCheck({ head }: CheckSubject): string {
  return `
/** RFC 8785: keys in order of their UTF-16 code units, no spaces. */
const canonical = (value) => {
  if (Array.isArray(value)) return '[' + value.map(canonical).join(',') + ']';
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const fields = Object.keys(value).sort().map((key) => JSON.stringify(key) + ':' + canonical(value[key]));
  return '{' + fields.join(',') + '}';
};
const sha256 = (text) => createHash('sha256').update(text).digest('hex');
let seq = 0;
let prev = '0'.repeat(64);
for await (const text of lines('audit.ndjson')) {
  const line = JSON.parse(text);
  const { hash, ...unhashed } = line;
  seq += 1;
  check(line.seq === seq && line.prev === prev, 'audit.ndjson line ' + seq + ' does not follow the line before it');
  check(sha256(canonical(unhashed)) === hash, 'audit.ndjson line ' + seq + ' has another hash than its content');
  check(canonical(line) === text, 'audit.ndjson line ' + seq + ' is not in the form of RFC 8785');
  prev = hash;
}
const packed = { seq: ${String(head.seq)}, hash: '${head.hash}' };
check(seq === packed.seq && prev === packed.hash, 'audit.ndjson ends elsewhere than when it was packed');
console.log('The chain is whole: ' + seq + ' lines, the last hash is ' + prev);
`;
}

export const LIST_CHECK = `
const digest = await sha256Of('manifest.ndjson');
const repeat = ['purge.frozen', 'purge.approved', 'purge.started', 'purge.resumed', 'purge.finished'];
const naming = (await story()).filter(({ type }) => repeat.includes(type));
check(naming[0]?.type === 'purge.frozen', 'the audit does not begin with a frozen list');
for (const { seq, type, details } of naming) {
  check(details.digest === digest, 'audit.ndjson line ' + seq + ' (' + type + ') names another list than manifest.ndjson');
}
const ids = new Set();
let count = 0;
for await (const text of lines('manifest.ndjson')) {
  ids.add(JSON.parse(text).message_id);
  count += 1;
}
check(ids.size === count, 'manifest.ndjson names a message twice');
console.log('Frozen ' + naming[0].at + ': ' + count + ' messages, SHA-256 ' + digest);
console.log('The audit names this list ' + naming.length + ' times, and no other.');
`;

export const APPROVAL_CHECK = `
let settings = {};
let rules = {};
let asker = null;
const approvers = new Set();
/** Nobody's own request counts as approved by that person, unless SELF_APPROVAL allowed it. */
const counting = () => [...approvers].filter((one) => one !== asker || rules.SELF_APPROVAL === 'true').length;
for await (const text of lines('audit.ndjson')) {
  const { at, type, actor, purge, details } = JSON.parse(text);
  if (type === 'bot.started') settings = details.settings ?? {};
  if (purge !== ID) continue;
  const who = actor + (details.email ? ' (' + details.email + ')' : '');
  const tell = (what, more = '') => console.log(what.padEnd(14) + at + '  ' + who + more);
  if (type === 'scan.requested') {
    asker = actor;
    rules = settings;
    tell('asked for');
  }
  if (type === 'purge.frozen') tell('list frozen');
  if (type === 'purge.reopened') {
    approvers.clear();
    tell('opened again');
  }
  if (type === 'purge.approved') {
    approvers.add(actor);
    tell('APPROVED', '  ' + JSON.stringify(details.comment ?? null));
  }
  if (['purge.started', 'purge.resumed', 'purge.finished'].includes(type)) {
    const needed = Number(rules.APPROVALS_REQUIRED ?? 1);
    check(counting() >= needed, type + ' at ' + at + ': ' + counting() + ' approvals before it, needed were ' + needed);
    tell(type.slice(6));
  }
}
console.log(approvers.size + ' approver(s)');
`;

export const CARD_CHECK = `
const lived = await story();
const forms = lived.filter(({ type }) => type === 'card.rendered');
const first = forms.filter(({ details }) => details.first === true).at(-1);
check(first?.details.card === (await sha256Of('card.json')), 'card.json is not the card that the audit names');
const card = readFileSync('card.json', 'utf8');
const frozen = lived.find(({ type }) => type === 'purge.frozen');
check(card.includes(frozen.details.digest), 'card.json does not show the SHA-256 of the frozen list');
for (const { seq, type, details } of lived) {
  if (type !== 'purge.approved' || typeof details.card !== 'string') continue;
  const known = forms.some((form) => form.seq < seq && form.details.card === details.card);
  check(known, 'the approval in line ' + seq + ' was given on a card that the audit does not know');
}
console.log('card.json is the card of ' + first.at + ' and shows the SHA-256 of the frozen list');
`;
