import type { PurgeRequest } from '../../../src/model.js';
import type { AuditLine } from '../../../src/storage/audit-line.js';
import type { Life, Sent } from './life.js';
import { dueAt, OFFICERS } from './org.js';
import { APPROVED, BEGINNINGS, ENDINGS, recordsIn, REOPENED, sinceOpened, type PurgeRecord } from './record.js';
import { ROOM } from './space.js';
import type { Ask } from './webex.js';

/** Everything that is not as it must be at any moment of a life; nothing where all is well. */
export async function faultsNow(life: Life): Promise<readonly string[]> {
  const records = await recordsIn(life.folder);
  const cases = await Promise.all(records.map(async (record) => ({ record, request: await requestOf(life, record) })));
  return [
    ...life.faults,
    ...cases.flatMap(({ record }) => listFaults(life, record)),
    ...cases.flatMap(({ record }) => runFaults(record)),
    ...cases.flatMap((one) => approvalFaults(life, one)),
    ...cases.flatMap(({ record }) => lostFaults(record)),
    ...life.webex.asks.flatMap((ask) => askFaults(life, ask, cases)),
    ...repeatFaults(life, records),
  ];
}

/** What must hold besides once nothing waits any more. */
export function silenceFaults(life: Life): readonly string[] {
  const missing = life.unanswered();
  return missing === 0 ? [] : [`${String(missing)} clicks were not answered`];
}

/** What a purge's record and the state say of it. */
interface Case {
  readonly record: PurgeRecord;
  readonly request: PurgeRequest | null;
}

function requestOf(life: Life, { id }: PurgeRecord): Promise<PurgeRequest | null> {
  return life.bot().requests.get(id);
}

function listFaults(life: Life, { id, manifest }: PurgeRecord): readonly string[] {
  const due = dueAt(life.nowMs());
  return [...manifest].filter((message) => !due.has(message)).map((message) => `${id} lists ${message}: not due`);
}

/** At most one start, one approval an officer, and nothing of a run after its purge has ended. */
function runFaults(record: PurgeRecord): readonly string[] {
  const { id, changes } = record;
  const opened = sinceOpened(record);
  const starts = opened.filter(({ type }) => type === 'purge.started').length;
  const approvers = countBy(opened.filter(({ type }) => type === APPROVED).map(({ actor }) => actor));
  const end = changes.findIndex(({ type }) => ENDINGS.has(type));
  const late = end === -1 ? [] : changes.slice(end + 1);
  return [
    ...(starts > 1 ? [`${id} was started ${String(starts)} times`] : []),
    ...[...approvers].filter(([, n]) => n > 1).map(([who, n]) => `${id} was approved ${String(n)} times by ${who}`),
    ...late.map(({ type }) => `${id} had ended when ${type} came`),
  ];
}

/** Whatever came of it: no approval is ever on record that was not given. */
function approvalFaults(life: Life, { record, request }: Case): readonly string[] {
  const approvals = record.changes.filter(({ type }) => type === APPROVED);
  const isWorthless = (line: AuditLine): boolean =>
    request !== null && !isValid(life, line, { request, opening: sinceOpened(record, line.seq)[0] });
  const invalid = approvals.filter(isWorthless);
  return invalid.map(
    ({ seq, actor }) => `${record.id}: the approval of ${actor} at seq ${String(seq)} counts for nothing`,
  );
}

/** What a crash cut off from a scan is asked for again. */
const CUT_OFF_SCAN = /^(scan\.|purge\.frozen|preview\.)/;

/** A change on record came about, also where the disk had no room for it then. */
function lostFaults({ id, lines, changes }: PurgeRecord): readonly string[] {
  const told = lines.filter(({ type, details }) => typeof details['follows'] === 'number' && !CUT_OFF_SCAN.test(type));
  return told
    .filter((line) => !changes.includes(line))
    .map(({ type, seq }) => `${id} lost ${type} of seq ${String(seq)}`);
}

// ── Every DELETE had its permission ───────────────────────────────────────────────────────────────────────────────

function askFaults(life: Life, ask: Ask, cases: readonly Case[]): readonly string[] {
  const objections = cases
    .filter(({ record }) => record.manifest.has(ask.messageId))
    .map((one) => objectionTo(life, ask, one));
  if (objections.includes(null)) return [];
  return [`${ask.messageId} was asked for at seq ${String(ask.seq)}: ${objections.join('; ') || 'on no list'}`];
}

/** Why this purge gave no permission for it; null where it did. */
function objectionTo(life: Life, ask: Ask, { record, request }: Case): string | null {
  if (ask.settledIn.has(record.id)) return `${record.id} knew that it is gone`;
  const changes = sinceOpened(record, ask.seq);
  const last = changes.at(-1)?.type ?? 'nothing';
  if (!BEGINNINGS.has(last)) return `${record.id} stood at ${last}`;
  if (request === null) return `${record.id} is unknown to the state`;
  const opened = { request, opening: changes[0] };
  const approvals = changes.filter(({ type }) => type === APPROVED).filter((line) => isValid(life, line, opened));
  const approvers = new Set(approvals.map(({ actor }) => actor));
  if (approvers.size < life.rules.approvalsRequired) return `${record.id} had ${String(approvers.size)} approvals`;
  const lastClick = Math.max(...approvals.map((line) => clickOf(life, line)?.atMs ?? 0));
  return ask.atMs < lastClick + life.rules.gracePeriodMs ? `${record.id} was in its grace` : null;
}

/** A request, and what opened it before an approval: the wish, or the line that opened it once more. */
interface Opened {
  readonly request: PurgeRequest;
  readonly opening: AuditLine | undefined;
}

/** By an officer, not the asker's own, from a card that asked for it, before the deadline that it showed. */
function isValid(life: Life, line: AuditLine, { request, opening }: Opened): boolean {
  const sent = clickOf(life, line);
  if (sent?.shown?.id !== request.id || sent.roomId !== ROOM || sent.atMs >= Date.parse(sent.shown.expiresAt ?? '')) {
    return false;
  }
  const { inputs, personId, shown } = sent;
  const nonce = opening?.type === REOPENED ? opening.details['nonce'] : shown.nonce;
  const right = inputs['id'] === request.id && inputs['nonce'] === nonce && inputs['action'] === 'approve';
  const theirs = personId === line.actor && OFFICERS.some(({ id }) => id === personId);
  const anothers = life.rules.selfApproval || request.asker?.id !== personId;
  const expected = shown.rest ?? shown.summary?.messages ?? 0;
  const counted = expected <= life.rules.confirmAbove || Number(inputs['count']) === expected;
  return right && theirs && anothers && counted;
}

function clickOf({ sent }: Life, { details }: AuditLine): Sent | null {
  return (typeof details['action'] === 'string' ? sent.get(details['action']) : null) ?? null;
}

// ── Nothing is asked for again without need ───────────────────────────────────────────────────────────────────────

const GONE: ReadonlySet<number | null> = new Set([200, 204, 404, 410]);

/** Only a death, or a disk without room, keeps an answer from the ledger. */
function repeatFaults(life: Life, records: readonly PurgeRecord[]): readonly string[] {
  if (life.deaths() > 0 || life.disk.refused > 0) return [];
  const started = records.filter(({ lines }) => lines.some(({ type }) => BEGINNINGS.has(type)));
  const answered = life.webex.asks.filter(({ status }) => GONE.has(status));
  const times = countBy(answered.map(({ messageId }) => messageId));
  const again = [...times].filter(([id, n]) => n > started.filter(({ manifest }) => manifest.has(id)).length);
  return again.map(([id, n]) => `${id} was asked for ${String(n)} times although the answer came`);
}

function countBy(keys: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}
