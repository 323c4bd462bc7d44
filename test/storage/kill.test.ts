import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { verifyAudit } from '../../src/operate/audit-verify.js';
import { openAudit } from '../../src/storage/audit-file.js';
import { createPurgeFiles } from '../../src/storage/purge-files.js';
import { openState } from '../../src/storage/state.js';
import { aCandidate, freeze, ID } from '../contract/purge-files.js';
import { allOf, manualClock } from '../support/memory.js';
import { keyNumber, recordingLog, tempFolder } from './support.js';

const VICTIM = fileURLToPath(new URL('./kill-victim.ts', import.meta.url));
const KEY = keyNumber(1);

/** How many acknowledgements each life is granted. */
const LIVES = [1, 40, 7, 153];

it('keeps every acknowledged line, fact and outcome through SIGKILL after SIGKILL', { timeout: 60_000 }, async () => {
  const folder = await tempFolder();
  const files = createPurgeFiles(folder, manualClock());
  await freeze(files, [aCandidate(1)]);
  const outcomes: string[] = [];
  for (const acknowledgements of LIVES) {
    const said = await killedAfter(folder, acknowledgements);
    outcomes.push(...said.ledger.map(String));
    expect((await allOf(files.outcomes(ID))).map((line) => line.message_id)).toEqual(
      expect.arrayContaining(outcomes) as string[],
    );
    const { lines, fact } = await reopened(folder);
    expect(lines).toBeGreaterThanOrEqual(Math.max(0, ...said.audit));
    expect(fact).toBeGreaterThanOrEqual(Math.max(0, ...said.fact));
  }
});

/** What a process acknowledged until it was killed in the middle of writing. */
async function killedAfter(folder: string, acknowledgements: number) {
  const argv = ['--import', 'tsx', VICTIM, folder, KEY.reveal(), ID];
  const child = spawn(process.execPath, argv, { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const said: Record<'audit' | 'ledger' | 'fact', number[]> = { audit: [], ledger: [], fact: [] };
  let left = acknowledgements;
  for await (const line of createInterface(child.stdout)) {
    const [what, n] = line.split(' ') as ['audit' | 'ledger' | 'fact', string];
    said[what].push(Number(n));
    if ((left -= 1) === 0) child.kill('SIGKILL');
  }
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  expect(child.signalCode).toBe('SIGKILL');
  return said;
}

/** Opens all of it, as the next start would; what a crash tore is set aside, and what stands verifies. */
async function reopened(folder: string): Promise<{ lines: number; fact: number }> {
  const state = await openState(folder, [KEY]);
  const audit = await openAudit({ dataDir: folder, clock: manualClock(), state, log: recordingLog() });
  await audit.close();
  const verdict = await verifyAudit(folder);
  expect(verdict).toMatchObject({ ok: true, lines: audit.head().seq });
  return { lines: audit.head().seq, fact: Number((await state.facts.get('n')) ?? 0) };
}
