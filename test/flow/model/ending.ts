import { verifyAudit } from '../../../src/operate/audit-verify.js';
import type { Notice, PurgeRequest, RequestState } from '../../../src/model.js';
import { faultsNow } from './judge.js';
import type { Life } from './life.js';
import { recordsIn, toldState, type PurgeRecord } from './record.js';

/** After trouble is over nothing is left in any of these. */
const UNSETTLED: ReadonlySet<RequestState> = new Set(['scanning', 'awaiting', 'approved', 'running']);

/** So many looks at the agenda bring everything to its end. */
const LOOKS = 400;

/** All trouble ends, and time goes by until nothing more happens: requests expire, runs end, reports are posted. */
export async function bringToRest(life: Life): Promise<void> {
  await endTrouble(life);
  for (let looks = 0; looks < LOOKS; looks += 1) {
    await life.bot().rest();
    if (await isOver(life)) return;
    await life.pass(looks < 120 ? 2_000 : 10 * 60_000);
  }
}

async function endTrouble(life: Life): Promise<void> {
  const { disk, space, webex } = life;
  disk.room = 'enough';
  space.trouble.failing = 0;
  webex.mood.deletes.length = 0;
  webex.mood.lostRole.clear();
  webex.mood.ghost = false;
  await life.stopFile(false);
}

async function isOver(life: Life): Promise<boolean> {
  const requests = await life.bot().requests.all();
  return requests.every((request) => !UNSETTLED.has(request.state) && !owesReport(request));
}

/** One that stands reports when it has gone on, or was cancelled. */
function owesReport({ state, report }: PurgeRequest): boolean {
  return report?.posted === false && state !== 'stopped';
}

/** Everything that is not as it must be once a life has come to rest. */
export async function faultsAtRest(life: Life): Promise<readonly string[]> {
  const records = await recordsIn(life.folder);
  const requests = await life.bot().requests.all();
  const verdict = await verifyAudit(life.folder);
  return [
    ...(await faultsNow(life)),
    ...(verdict.ok ? [] : [`the audit: ${verdict.fault}`]),
    ...requests.flatMap((request) =>
      requestFaults(
        life,
        request,
        records.find(({ id }) => id === request.id),
      ),
    ),
    ...goneFaults(life, records),
    ...(life.space.posts.some(({ notice }) => notice.kind === 'folder-behind')
      ? ['a false alarm of an older folder']
      : []),
  ];
}

function requestFaults(life: Life, request: PurgeRequest, record: PurgeRecord | undefined): readonly string[] {
  const { id, state } = request;
  const told = record === undefined ? null : toldState(record, life.rules);
  const faults = UNSETTLED.has(state) ? [`${id} is still ${state}`] : [];
  if (told !== state) faults.push(`${id} is ${state}, and the audit tells ${String(told)}`);
  if (owesReport(request)) faults.push(`the report of ${id} was never posted`);
  return [
    ...faults,
    ...reportFaults(life, request),
    ...(record === undefined ? [] : ledgerFaults(life, request, record)),
  ];
}

/** One report, and repeats that say so, each with its reason. */
function reportFaults({ space }: Life, { id, report }: PurgeRequest): readonly string[] {
  const reports = space.posts.map(({ notice }) => notice).filter((notice) => isReportOf(notice, id));
  const first = reports.filter(({ copy }) => copy === 'first').length;
  const expected = report?.posted === true ? 1 : 0;
  if (first > 1) return [`${id} was reported ${String(first)} times without saying so`];
  return reports.length < expected ? [`${id} has no report in the space`] : [];
}

function isReportOf(notice: Notice, id: string): notice is Notice & { kind: 'report' } {
  return notice.kind === 'report' && notice.request.id === id;
}

/** What the ledger calls gone is gone, and a purge that calls itself completed left nothing. */
function ledgerFaults(
  { webex }: Life,
  { id, state }: PurgeRequest,
  { ledger, manifest }: PurgeRecord,
): readonly string[] {
  const claimed = ledger.filter(({ outcome, http_status }) => outcome === 'deleted' && http_status === 204);
  const left = state === 'completed' ? [...manifest] : claimed.map(({ message_id }) => message_id);
  return left.filter((message) => !webex.gone.has(message)).map((message) => `${id} says ${message} is gone`);
}

function goneFaults({ webex }: Life, records: readonly PurgeRecord[]): readonly string[] {
  const listed = new Set(records.flatMap(({ manifest }) => [...manifest]));
  return [...webex.gone].filter((message) => !listed.has(message)).map((message) => `${message} was on no list`);
}
