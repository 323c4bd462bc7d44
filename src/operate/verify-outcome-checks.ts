/** The checks of VERIFY.md on what came of a purge. The report, a row for each message that was approved, is read whole. */

export const DIGESTS_CHECK = `
const { at, details } = (await story()).filter(({ type }) => type === 'purge.finished').at(-1);
check(details.ledger === (await sha256Of('ledger.ndjson')), 'ledger.ndjson is not the one that the audit names');
check(details.report === (await sha256Of('report.csv')), 'report.csv is not the one that the audit names');
console.log('ledger.ndjson and report.csv are those of ' + at);
`;

export const LEDGER_CHECK = `
const approved = new Set();
for await (const text of lines('manifest.ndjson')) approved.add(JSON.parse(text).message_id);
const deleted = new Set();
const tokens = {};
for await (const text of lines('ledger.ndjson')) {
  const { message_id, outcome, by } = JSON.parse(text);
  check(approved.has(message_id), 'ledger.ndjson names ' + message_id + ', which is not on the frozen list');
  if (outcome !== 'deleted' || deleted.has(message_id)) continue;
  deleted.add(message_id);
  tokens[by] = (tokens[by] ?? 0) + 1;
}
console.log('Deleted: ' + deleted.size + ' of the ' + approved.size + ' messages on the frozen list, and no other');
for (const [by, count] of Object.entries(tokens)) console.log('  with the token of ' + by + ': ' + count);
`;

export const REPORT_CHECK = `
/** RFC 4180. */
function* rowsOf(text) {
  let row = [];
  let end = 0;
  for (const found of text.matchAll(/("(?:[^"]|"")*"|[^",\\r\\n]*)(,|\\r\\n)/gy)) {
    end = found.index + found[0].length;
    row.push(found[1].startsWith('"') ? found[1].slice(1, -1).replaceAll('""', '"') : found[1]);
    if (found[2] === ',') continue;
    yield row;
    row = [];
  }
  check(end === text.length, 'report.csv is no CSV from character ' + end + ' on');
}
const rows = rowsOf(readFileSync('report.csv', 'utf8'));
const columns = rows.next().value;
const last = new Map();
for await (const text of lines('ledger.ndjson')) {
  const line = JSON.parse(text);
  last.set(line.message_id, line.outcome);
}
const open = new Set();
for await (const text of lines('manifest.ndjson')) open.add(JSON.parse(text).message_id);
const candidates = open.size;
const names = ['deleted', 'already-gone', 'held', 'denied', 'locked', 'failed', 'not-attempted'];
const counts = Object.fromEntries(names.map((name) => [name, 0]));
let verified = 0;
for (const cells of rows) {
  const row = Object.fromEntries(columns.map((column, i) => [column, cells[i]]));
  // A cell that a spreadsheet would run as a formula has an apostrophe in front.
  const id = row.message_id.replace(/^'(?=[=+\\-@\\t\\r\\uFF0B\\uFF0D\\uFF1D\\uFF20])/, '');
  check(open.delete(id), 'report.csv names ' + id + ' twice, or it is not on the frozen list');
  check(names.includes(row.outcome), 'report.csv has the unknown outcome ' + row.outcome);
  check(row.outcome === (last.get(id) ?? 'not-attempted'), 'report.csv and ledger.ndjson differ about ' + id);
  counts[row.outcome] += 1;
  if (row.verified === 'yes') verified += 1;
}
const sum = names.reduce((total, name) => total + counts[name], 0);
check(sum === candidates, 'candidates ' + candidates + ', outcomes ' + sum);
const { details } = (await story()).filter(({ type }) => type === 'purge.finished').at(-1);
check(details.candidates === candidates, 'the audit counts ' + details.candidates + ' candidates');
check(details.verified === verified, 'the audit counts ' + details.verified + ' confirmed deletions');
for (const name of names) check(details.outcomes[name] === counts[name], 'the audit counts ' + name + ' otherwise');
const settled = counts.deleted + counts['already-gone'] + counts.held;
check((details.state === 'completed') === (settled === candidates), 'the audit calls the purge ' + details.state);
console.log('candidates ' + candidates + ' = ' + names.map((name) => name + ' ' + counts[name]).join(' + '));
console.log(verified + ' of ' + counts.deleted + ' deletions are confirmed by the event log of Webex');
console.log('The purge is ' + details.state);
`;

export const HEAD_CHECK = `
const { SEQ, HEAD } = process.env;
let found = false;
for await (const text of lines('audit.ndjson')) {
  const { seq, hash } = JSON.parse(text);
  if (String(seq) === SEQ) found = HEAD.length >= 16 && hash.startsWith(HEAD.toLowerCase());
}
check(found, 'audit.ndjson has no line ' + SEQ + ' whose hash begins with ' + HEAD);
console.log('audit.ndjson contains line ' + SEQ + ' with the hash ' + HEAD + '...');
`;
