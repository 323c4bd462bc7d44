import type { LedgerLine } from '../model.js';
import type { Clock, Ledger } from '../ports.js';
import { openAppendFile } from './append-file.js';
import { jsonBatches } from './lines.js';

interface Intent {
  readonly message_id: string;
  readonly by: string;
  readonly at: string;
}

/** Intents stand in a file of their own, so that the ledger holds nothing but outcomes. */
export async function openLedgerFiles(
  { ledger, intents }: { ledger: string; intents: string },
  clock: Pick<Clock, 'now'>,
): Promise<Ledger> {
  const outcomes = await openAppendFile(ledger);
  const intended = await openAppendFile(intents);
  return {
    intend: (messageIds, by) => {
      const at = new Date(clock.now()).toISOString();
      return intended.append(messageIds.map((message_id) => JSON.stringify({ message_id, by, at } satisfies Intent)));
    },
    record: (line) => outcomes.append([JSON.stringify(line)]),
    close: async () => {
      await Promise.all([outcomes.close(), intended.close()]);
    },
  };
}

/** A torn last line is left out; it was never acknowledged. */
export function readOutcomes(path: string): AsyncIterable<readonly LedgerLine[]> {
  return jsonBatches<LedgerLine>(path);
}

export async function* readIntended(path: string): AsyncGenerator<readonly string[]> {
  for await (const intents of jsonBatches<Intent>(path)) yield intents.map(({ message_id }) => message_id);
}
