import type { Finding, Found, Gathering, MessageFindings } from '../ports.js';
import { removeIfEmpty } from './leftovers.js';
import { createSortedRuns } from './sorted-runs.js';

/** Printable ASCII but quote and backslash. */
const NEEDS_NO_ESCAPE = /^[ !#-[\]-~]*$/;

/** Sorts below every character that an id may have, so that lines sort by id first. */
const AFTER_ID = '\t';

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

/** JSON's escapes keep tab and line break out of the id. */
function lineOf({ messageId, finding }: Found): string {
  return quoted(messageId) + AFTER_ID + textOf(finding);
}

/** By far the most findings are of written messages: theirs go without the fields' names. */
function textOf(finding: Finding): string {
  if (finding.kind !== 'written') return JSON.stringify(finding);
  const { created, senderId, senderEmail, roomId } = finding;
  return `[${quoted(created)},${quoted(senderId)},${quoted(senderEmail)},${quoted(roomId)}]`;
}

/** As JSON.stringify does it, which takes several times as long for the ids and times that need no escape. */
function quoted(text: string): string {
  return NEEDS_NO_ESCAPE.test(text) ? `"${text}"` : JSON.stringify(text);
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
