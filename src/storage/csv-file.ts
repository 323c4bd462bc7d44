import { createHash } from 'node:crypto';
import { stringify, type Options } from 'csv-stringify/sync';
import type { Candidate, ReportRow } from '../model.js';
import type { StoredFile } from '../ports.js';
import { writeThenRename } from './durable.js';

const REPORT_COLUMNS = [
  'message_id',
  'created',
  'sender',
  'room_id',
  'outcome',
  'http_status',
  'attempts',
  'decided_at',
  'verified',
  'other',
  'deleted_by',
  'tracking_id',
  'reason',
] as const satisfies readonly (keyof ReportRow)[];

const LIST_COLUMNS = [
  'message_id',
  'created',
  'sender',
  'room_id',
  'other',
  'other_org',
] as const satisfies readonly (keyof Candidate)[];

/** RFC 4180. A cell that a spreadsheet would run as a formula gets an apostrophe in front; lone line breaks are quoted too. */
const CSV: Options = { record_delimiter: 'windows', escape_formulas: true, quoted_match: /[\r\n]/, eof: true };

export function writeReportCsv(path: string, rows: AsyncIterable<readonly ReportRow[]>): Promise<StoredFile> {
  return writeCsv(path, REPORT_COLUMNS, rows);
}

export function writeListCsv(path: string, rows: AsyncIterable<readonly Candidate[]>): Promise<StoredFile> {
  return writeCsv(path, LIST_COLUMNS, rows);
}

/** Written in pieces: a report of a million rows is never held whole. */
async function writeCsv(
  path: string,
  columns: readonly string[],
  batches: AsyncIterable<readonly object[]>,
): Promise<StoredFile> {
  const hash = createHash('sha256');
  let bytes = 0;
  await writeThenRename(path, async (file) => {
    const put = async (text: string): Promise<void> => {
      const data = Buffer.from(text);
      hash.update(data);
      bytes += data.length;
      await file.appendFile(data);
    };
    await put(`${columns.join(',')}\r\n`);
    for await (const rows of batches) await put(stringify([...rows], { ...CSV, columns: [...columns] }));
  });
  return { path, bytes, sha256: hash.digest('hex') };
}
