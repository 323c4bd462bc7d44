import { parse } from 'csv-parse/sync';
import { verifyAudit } from '../../src/operate/audit-verify.js';
import type { Life } from './life.js';
import { auditOf, reportsIn } from './traces.js';

/** Everything that is not as it must be after a life; nothing where all is well. The bot must have ended. */
export async function faultsOf(life: Life): Promise<readonly string[]> {
  const found = await Promise.all([deletedFaults(life), askedFaults(life), reportFaults(life), auditFaults(life)]);
  return found.flat();
}

/** Each message of the manifest is gone, and nothing else is. */
async function deletedFaults({ stage, manifest }: Life): Promise<readonly string[]> {
  const listed = new Set(manifest.map(({ message_id }) => message_id));
  const gone = new Set((await stage.webex.deletions()).map(({ messageId }) => messageId));
  return [
    ...[...listed].filter((id) => !gone.has(id)).map((id) => `left: ${id}`),
    ...[...gone].filter((id) => !listed.has(id)).map((id) => `deleted and not on the list: ${id}`),
  ];
}

/** Each is asked for once, and once more for each kill that it was on its way at. */
async function askedFaults({ stage, manifest, kills }: Life): Promise<readonly string[]> {
  const { log = [] } = await stage.webex.requests(true);
  const asked = new Map<string, number>();
  for (const { method, path, status } of log) {
    const id = decodeURIComponent(path.split('/').at(-1) ?? '');
    // What Webex failed at was not done.
    if (method === 'DELETE' && status < 500) asked.set(id, (asked.get(id) ?? 0) + 1);
  }
  return manifest.flatMap(({ message_id }) => {
    const times = asked.get(message_id) ?? 0;
    const allowed = 1 + kills.filter(({ inFlight }) => inFlight.has(message_id)).length;
    return times >= 1 && times <= allowed
      ? []
      : [`asked ${String(times)} times, allowed ${String(allowed)}: ${message_id}`];
  });
}

/** One report; one more, marked, only for a kill between posting and recording. Its rows are the list, all proven. */
async function reportFaults({ stage, manifest, kills, trouble }: Life): Promise<readonly string[]> {
  const reports = await reportsIn(stage);
  const repeats = reports.filter(({ markdown }) => markdown?.includes('(sent again)') === true).length;
  // Where Webex fails at a posting, the bot cannot know whether it was made.
  const isFailing = trouble === 'failing' || trouble === 'outage';
  const cut = kills.filter(({ point }) => point.phase === 'report' || point.phase === 'verify').length;
  const faults: string[] = [];
  if (reports.length - repeats > 1) faults.push(`${String(reports.length)} reports, ${String(repeats)} marked`);
  if (repeats > cut && !isFailing) faults.push(`${String(repeats)} repeats of the report for ${String(cut)} kills`);
  for (const { files = [] } of reports)
    faults.push(...rowFaults(files[0]?.text ?? '', manifest.length, stage.org.officers[1].email));
  return faults;
}

function rowFaults(text: string, expected: number, approver: string): readonly string[] {
  const rows = parse<Record<string, string>>(text, { columns: true });
  const wrong = rows.filter(
    ({ outcome, verified, deleted_by }) =>
      !((outcome === 'deleted' && verified === 'yes') || outcome === 'already-gone') || deleted_by !== approver,
  );
  const faults = wrong.map(
    (row) =>
      `row ${row['message_id'] ?? ''}: ${row['outcome'] ?? ''}, ${row['verified'] ?? ''}, ${row['deleted_by'] ?? ''}`,
  );
  return rows.length === expected
    ? faults
    : [...faults, `${String(rows.length)} rows for ${String(expected)} messages`];
}

/** The chain and all digests agree, and the purge was approved once. */
async function auditFaults({ stage, purge }: Life): Promise<readonly string[]> {
  const verdict = await verifyAudit(stage.dataDir);
  const all = await auditOf(stage);
  const lines = all.filter((line) => line.purge === purge);
  const approvals = lines.filter(({ type }) => type === 'purge.approved').length;
  const faults = verdict.ok ? [] : [`the audit: ${verdict.fault}`];
  if (all.some(({ type }) => type === 'folder.behind')) faults.push('the folder was taken for an older copy');
  if (approvals !== 1) faults.push(`${String(approvals)} approvals in the audit`);
  return lines.some(({ details }) => details['state'] === 'completed') ? faults : [...faults, 'never completed'];
}
