import type { Counting } from '../metrics.js';
import type { EventReader, Ledger, PurgeFiles } from '../ports.js';

/** The same reader; each page of events is counted as it comes. */
export function countedReader(reader: EventReader, counting: Counting): EventReader {
  return {
    ...reader,
    messageEvents: async function* (officer, type, span, reading) {
      for await (const page of reader.messageEvents(officer, type, span, reading)) {
        counting.eventsRead(type, page.length);
        yield page;
      }
    },
  };
}

/** The same files; an outcome is counted once it is on disk. */
export function countedFiles(files: PurgeFiles, counting: Counting): PurgeFiles {
  return { ...files, openLedger: async (id) => countedLedger(await files.openLedger(id), counting) };
}

function countedLedger(ledger: Ledger, counting: Counting): Ledger {
  return {
    ...ledger,
    record: async (line) => {
      await ledger.record(line);
      counting.outcome(line.outcome);
    },
  };
}
