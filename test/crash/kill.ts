import { appendFile, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import type { Stage } from '../../src/demo/stage.js';
import type { Point } from './points.js';
import { auditOf, intendedOnly, isPast, textOf } from './traces.js';

export interface Kill {
  readonly point: Point;
  /** Intended by the files, without an outcome in them: on its way when the process died. */
  readonly inFlight: ReadonlySet<string>;
  readonly deleted: number;
}

export async function kill(stage: Stage, point: Point): Promise<Kill> {
  stage.bot.signal('SIGKILL');
  await stage.bot.ended();
  const purge = (await auditOf(stage)).findLast(({ type }) => type === 'purge.frozen')?.purge ?? null;
  if (point.torn) await tear(stage, purge);
  const inFlight = purge === null ? new Set<string>() : await intendedOnly(stage, purge);
  return { point, inFlight, deleted: (await stage.webex.deletions()).length };
}

/** A ledger that is complete lies on the disk already: no power cut tears it. */
async function tear(stage: Stage, purge: string | null): Promise<void> {
  await appendFile(join(stage.dataDir, 'audit.ndjson'), '{"actor":"half a l');
  if (purge !== null && !(await isPast(stage, 'purge.finished')))
    await cutLastLine(stage, `purges/${purge}/ledger.ndjson`);
}

/** Inside of it: what it told is lost. */
async function cutLastLine(stage: Stage, file: string): Promise<void> {
  const text = await textOf(stage, file);
  const begin = text.trimEnd().lastIndexOf('\n') + 1;
  if (text !== '') await truncate(join(stage.dataDir, file), Math.floor((begin + text.length) / 2));
}
