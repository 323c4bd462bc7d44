import type { Finding, Found, Gathering, MessageFindings } from '../ports.js';
import { removeIfEmpty } from './leftovers.js';
import { createSortedRuns } from './sorted-runs.js';

/** Sorts below every character that an id may have, so that lines sort by id first. */
const AFTER_ID = '\t';

/** Quoted id and quoted fields, all of printable ASCII without quote and backslash. */
const PLAIN_LINE = /^"[ !#-[\]-~]*"\t\["[ !#-[\]-~]*","[ !#-[\]-~]*","[ !#-[\]-~]*","[ !#-[\]-~]*"\]$/;

/** `makeFolder` answers the purge's folder, made when something is written for the first time. */
export function createGathering(folder: string, makeFolder: () => Promise<string>): Gathering {
  const runs = createSortedRuns(makeFolder);
  return {
    add: (found) => runs.add(found.map(lineOf)),
    byMessage: () => grouped(runs.sorted()),
    discard: async () => {
      await runs.discard();
      await removeIfEmpty(folder);
    },
  };
}

/**
 * By far the most findings are of written messages: theirs go without the fields' names. And mostly nothing in them needs an
 * escape: then the same comes out several times faster than by JSON.stringify. The test also makes one string of the line,
 * which else would stay a tree of its parts, several times as large, until it is sorted.
 */
function lineOf({ messageId, finding }: Found): string {
  if (finding.kind !== 'written') return withId(messageId, JSON.stringify(finding));
  const { created, senderId, senderEmail, roomId } = finding;
  const line = `"${messageId}"\t["${created}","${senderId}","${senderEmail}","${roomId}"]`;
  return PLAIN_LINE.test(line) ? line : withId(messageId, JSON.stringify([created, senderId, senderEmail, roomId]));
}

/** JSON's escapes keep tab and line break out of the id. */
function withId(messageId: string, text: string): string {
  return JSON.stringify(messageId) + AFTER_ID + text;
}

function findingIn(text: string): Finding {
  const parsed = JSON.parse(text) as readonly [string, string, string, string] | Finding;
  if (!(parsed instanceof Array)) return parsed;
  const [created, senderId, senderEmail, roomId] = parsed;
  return { kind: 'written', created, senderId, senderEmail, roomId };
}

interface Group {
  readonly key: string;
  readonly texts: string[];
}

/** A message's lines follow each other, also across batches: the last message of a batch waits for the next one. */
async function* grouped(sorted: AsyncIterable<readonly string[]>): AsyncGenerator<readonly MessageFindings[]> {
  let open: Group | null = null;
  for await (const lines of sorted) {
    const groups = groupsOf(lines, open);
    open = groups.pop() ?? null;
    yield groups.map(closed);
  }
  if (open !== null) yield [closed(open)];
}

/** `open` is continued. */
function groupsOf(lines: readonly string[], open: Group | null): Group[] {
  const groups = open === null ? [] : [open];
  for (const line of lines) {
    const end = line.indexOf(AFTER_ID);
    const key = line.slice(0, end);
    let group = groups.at(-1);
    if (group?.key !== key) groups.push((group = { key, texts: [] }));
    group.texts.push(line.slice(end + 1));
  }
  return groups;
}

/** Pages may repeat an event. */
function closed({ key, texts }: Group): MessageFindings {
  const findings = texts.length === 1 ? texts.map(findingIn) : [...new Set(texts)].map(findingIn);
  return { messageId: JSON.parse(key) as string, findings };
}
