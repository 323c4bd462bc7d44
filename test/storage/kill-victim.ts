import { writeSync } from 'node:fs';
import type { LedgerLine } from '../../src/model.js';
import type { Log } from '../../src/ports.js';
import { Secret } from '../../src/secret.js';
import { openAudit } from '../../src/storage/audit-file.js';
import { lockFolder } from '../../src/storage/lock.js';
import { createPurgeFiles } from '../../src/storage/purge-files.js';
import { openState } from '../../src/storage/state.js';

/** A process of its own that writes as long as it lives, and says what was acknowledged: `audit 12`, `ledger 71`, `fact 3`. */
const [dataDir = '', key = '', id = ''] = process.argv.slice(2);
const clock = { now: () => Date.now() };
const skip = (): void => undefined;
const silent: Log = { debug: skip, info: skip, warn: skip, error: skip, child: () => silent };

await lockFolder(dataDir, process.pid);
const state = await openState(dataDir, [new Secret('encryption key', key)]);
const audit = await openAudit({ dataDir, clock, state, log: silent });
const ledger = await createPurgeFiles(dataDir, clock).openLedger(id);
const begin = Number((await state.facts.get('n')) ?? 0);

for (let n = begin + 1; ; n += 1) {
  await Promise.all([
    ...[1, 2, 3].map(() => chain(n)),
    ...[1, 2, 3].map((one) => record(n * 10 + one)),
    state.facts.set('n', n).then(() => say('fact', n)),
  ]);
}

async function chain(n: number): Promise<void> {
  const details = { n, padding: 'x'.repeat((n * 997) % 20_000) };
  say('audit', (await audit.append({ type: 'test', actor: 'bot', purge: id, details })).seq);
}

async function record(n: number): Promise<void> {
  const line: LedgerLine = {
    message_id: String(n),
    outcome: 'deleted',
    http_status: 204,
    attempts: 1,
    decided_at: new Date(clock.now()).toISOString(),
    by: 'person-oscar',
    tracking_id: null,
    reason: null,
  };
  await ledger.record(line);
  say('ledger', n);
}

/** Synchronous, so that nothing that was acknowledged stays unsaid. */
function say(what: string, n: number): void {
  writeSync(1, `${what} ${String(n)}\n`);
}
