import { createHash } from 'node:crypto';
import { open, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock, Log, SeenDeliveries } from '../ports.js';
import { ensureFolder, explained, FILE_MODE, nullIfMissing, syncFolder } from './durable.js';
import { createGroupCommit } from './group-commit.js';
import { lineBatches } from './lines.js';

const DAY_MS = 86_400_000;

/** Webex signs no time with a delivery, so one that was overheard stays good; it keeps what it is about for so long. */
const REMEMBER_DAYS = 90;

/** 132 bits of an id's SHA-256: a third of an id's length, and nobody chooses the ids that Webex gives. */
const MARK_CHARACTERS = 22;

export interface SeenDeliveriesParts {
  readonly dataDir: string;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Log;
}

interface Mark {
  /** Days since 1970, UTC. */
  readonly day: number;
  readonly text: string;
}

/**
 * `deliveries/2026-11-24.txt` holds a mark of each delivery that came first on that day, one a line; files older than 90 days
 * are removed whole, so nothing is ever rewritten. In memory a mark takes about a hundred bytes. Whatever the disk refuses is
 * logged and no more: a full one must not keep anybody from stopping a purge.
 */
export function createSeenDeliveries({ dataDir, clock, log }: SeenDeliveriesParts): SeenDeliveries {
  const folder = join(dataDir, 'deliveries');
  const seen = new Map<number, Set<string>>();
  let loading: Promise<void> | null = null;
  const failed = (error: unknown): void => log.error('webhook.not-remembered', { error });
  const commits = createGroupCommit<Mark, undefined>(async (marks) => {
    await appendMarks(folder, marks);
    return marks.map(() => undefined);
  });

  const load = async (): Promise<void> => {
    for (const day of await daysIn(folder)) seen.set(day, await marksOf(pathOf(folder, day)));
    await forgetBefore(dayOf(clock.now()) - REMEMBER_DAYS);
  };

  const forgetBefore = async (first: number): Promise<void> => {
    for (const day of [...seen.keys()].filter((kept) => kept < first)) {
      seen.delete(day);
      await explained(folder, () => rm(pathOf(folder, day), { force: true }));
    }
  };

  return {
    first: async (id) => {
      await (loading ??= load().catch(failed));
      const mark = { day: dayOf(clock.now()), text: markOf(id) };
      if ([...seen.values()].some((marks) => marks.has(mark.text))) return false;
      const today = seen.get(mark.day);
      seen.set(mark.day, (today ?? new Set()).add(mark.text));
      if (today === undefined) await forgetBefore(mark.day - REMEMBER_DAYS).catch(failed);
      await commits.add(mark).catch(failed);
      return true;
    },
  };
}

async function daysIn(folder: string): Promise<readonly number[]> {
  const names = (await explained(folder, () => readdir(folder).catch(nullIfMissing))) ?? [];
  return names.flatMap((name) => {
    const date = /^(\d{4}-\d{2}-\d{2})\.txt$/.exec(name)?.[1];
    const ms = date === undefined ? NaN : Date.parse(date);
    return Number.isNaN(ms) ? [] : [dayOf(ms)];
  });
}

/** What a crash tore is a mark of nothing, and does no harm. */
async function marksOf(path: string): Promise<Set<string>> {
  const marks = new Set<string>();
  for await (const lines of lineBatches(path)) for (const line of lines) marks.add(line);
  return marks;
}

/** On disk when this resolves. */
async function appendMarks(folder: string, marks: readonly Mark[]): Promise<void> {
  await ensureFolder(folder);
  for (const [day, ofDay] of byDay(marks)) {
    await explained(folder, () => appendSynced(pathOf(folder, day), ofDay));
  }
  await explained(folder, () => syncFolder(folder));
}

async function appendSynced(path: string, marks: readonly Mark[]): Promise<void> {
  const file = await open(path, 'a', FILE_MODE);
  try {
    // The line break before keeps a line that a crash tore away from the new ones.
    await file.appendFile(`\n${marks.map(({ text }) => text).join('\n')}\n`);
    await file.datasync();
  } finally {
    await file.close();
  }
}

function byDay(marks: readonly Mark[]): Map<number, readonly Mark[]> {
  const days = new Map<number, readonly Mark[]>();
  for (const mark of marks) days.set(mark.day, [...(days.get(mark.day) ?? []), mark]);
  return days;
}

function markOf(id: string): string {
  return createHash('sha256').update(id).digest('base64url').slice(0, MARK_CHARACTERS);
}

function dayOf(ms: number): number {
  return Math.floor(ms / DAY_MS);
}

function pathOf(folder: string, day: number): string {
  return join(folder, `${new Date(day * DAY_MS).toISOString().slice(0, 10)}.txt`);
}
