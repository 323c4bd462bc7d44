import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Stage } from '../../src/demo/stage.js';
import type { Candidate } from '../../src/model.js';
import type { SeenMessage } from '../../src/simulator/control-types.js';
import type { AuditLine } from '../story/scene.js';

/** What a bot leaves in its files, and in the space; also while it writes. */
export async function auditOf(stage: Stage): Promise<readonly AuditLine[]> {
  return (await linesOf(stage, 'audit.ndjson')).map((line) => JSON.parse(line) as AuditLine);
}

async function idsIn(stage: Stage, file: string): Promise<readonly string[]> {
  return (await linesOf(stage, file)).map((line) => (JSON.parse(line) as { message_id: string }).message_id);
}

export async function manifestOf(stage: Stage, purge: string): Promise<readonly Candidate[]> {
  return (await linesOf(stage, `purges/${purge}/manifest.ndjson`)).map((line) => JSON.parse(line) as Candidate);
}

/** The whole lines of a file that may be written to at this moment. */
async function linesOf(stage: Stage, file: string): Promise<readonly string[]> {
  return (await textOf(stage, file)).split('\n').slice(0, -1);
}

export function textOf({ dataDir }: Stage, file: string): Promise<string> {
  return readFile(join(dataDir, file), 'utf8').catch(() => '');
}

export async function isPast(stage: Stage, type: string): Promise<boolean> {
  return (await auditOf(stage)).some((line) => line.type === type);
}

export async function frozenPurge(stage: Stage): Promise<string> {
  const { frozen } = await openIn(stage);
  if (frozen === null) throw new Error('nothing is frozen');
  return frozen;
}

export async function requestsSeen({ webex }: Stage): Promise<number> {
  return (await webex.requests()).total;
}

/**
 * What the audit says of the newest scan. One that was frozen and failed was cut off between the two; one that the state does
 * not know was cut off before it began.
 */
export async function openIn(stage: Stage): Promise<{ scanning: boolean; frozen: string | null }> {
  const lines = await auditOf(stage);
  const asked = lines.findLast(({ type }) => type === 'scan.requested')?.purge ?? null;
  const types = new Set(lines.filter(({ purge }) => purge === asked).map(({ type }) => type));
  const isKnown = asked !== null && (await textOf(stage, 'state.json')).includes(asked);
  const isOpen = isKnown && !types.has('scan.failed');
  return { scanning: isOpen, frozen: isOpen && types.has('purge.frozen') ? asked : null };
}

export async function intendedOnly(stage: Stage, purge: string): Promise<ReadonlySet<string>> {
  const known = new Set(await idsIn(stage, `purges/${purge}/ledger.ndjson`));
  return new Set((await idsIn(stage, `purges/${purge}/intents.ndjson`)).filter((id) => !known.has(id)));
}

export async function reportsIn({ webex, org }: Stage): Promise<readonly SeenMessage[]> {
  return (await webex.room(org.adminRoomId)).filter(
    ({ files = [], personId }) => personId === org.bot.id && files.length > 0,
  );
}

export async function lastTypes(stage: Stage): Promise<string> {
  return (await auditOf(stage))
    .slice(-12)
    .map(({ type }) => type)
    .join(', ');
}
