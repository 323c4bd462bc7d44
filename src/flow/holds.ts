import type { Asker, AuditEntry, Hold, Json, Notice, PersonId, RemovedHold } from '../model.js';
import type {
  Audit,
  AuditPast,
  Clock,
  Directory,
  EventReader,
  Facts,
  HoldFile,
  HoldFileContent,
  Log,
} from '../ports.js';
import { cleanText } from './clean-text.js';
import { createExclusive } from './exclusive.js';
import {
  holdOn,
  lackedBy,
  readBook,
  removedSince,
  withFile,
  withHold,
  withoutHold,
  writeBook,
  type HoldBook,
} from './hold-book.js';
import { createHoldFileWatch } from './hold-file.js';
import { createHoldResolving, nobody, type Resolution } from './hold-resolving.js';
import { isOn } from './hold-sieve.js';
import { nowIn } from './now.js';

/** Names of a changed file that the audit and the space are told; the file itself and its digest have them all. */
const NAMES_TOLD = 20;

/** All holds of this moment, those of the file included. The same object as long as nothing changes. */
export interface HoldList {
  readonly holds: readonly Hold[];
  readonly changedAt: string | null;
}

export interface Look {
  /** With whose token is looked whether an id is a space; null: nobody's. */
  readonly officer: PersonId | null;
  /** Ask Webex again for those whom it did not know. */
  readonly afresh: boolean;
}

/** The bot's own hold list: what officers gave it in chat, and the file of HOLDS_CSV. */
export interface Holds {
  /** Reads the file again where it changed, which is audited and told. Rejects with an AppError where it cannot be trusted. */
  current(look: Look): Promise<HoldList>;
  /** On record, then in force. An address that nobody has, or a Webex that cannot be asked, does not keep it from that. */
  add(wished: WishedHold): Promise<Hold>;
  /** Of the holds given in chat. */
  remove(hold: Hold, by: Asker): Promise<RemovedHold>;
  /** The hold given in chat that this name means. */
  given(who: string): Promise<Hold | null>;
  /** Removed at or after this time, as far as it is remembered: 120 days. Oldest first. */
  removedSince(iso: string): Promise<readonly RemovedHold[]>;
  /** At the start: holds that the audit tells of and the state lacks are put back. */
  catchUp(): Promise<void>;
}

export interface WishedHold {
  readonly who: string;
  readonly reason: string | null;
  readonly by: Asker;
  /** Whether `by` is signed in, so that a space can be looked for with that token. */
  readonly signedIn: boolean;
}

export interface HoldsParts {
  readonly facts: Facts;
  readonly audit: Audit;
  readonly past: AuditPast;
  readonly directory: Directory;
  readonly reader: Pick<EventReader, 'members'>;
  readonly holdFile: HoldFile | null;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Log;
}

export function createHolds(parts: HoldsParts, tell: (notice: Notice) => Promise<void>): Holds {
  const { facts, audit, log } = parts;
  const exclusive = createExclusive();
  const resolving = createHoldResolving(parts);
  const file = createHoldFileWatch(parts.holdFile);
  const now = (): string => nowIn(parts.clock);
  let cached: { readonly made: readonly unknown[]; readonly list: HoldList } | null = null;

  /** One change at a time: on record first, then stored. */
  const change = async (entry: AuditEntry, next: HoldBook): Promise<void> => {
    const { seq } = await audit.append(entry);
    await writeBook(facts, { ...next, recorded: seq });
  };

  const current = async ({ officer, afresh }: Look): Promise<HoldList> => {
    const content = await file.look(Object.keys((await readBook(facts)).file ?? {}).length > 0);
    await noteFile(content);
    const book = await readBook(facts);
    const rows = content?.rows ?? [];
    const open = [...rows, ...book.holds.filter(({ kind }) => kind === 'unresolved')];
    const asked = await resolving.resolveAll(open, { officer, afresh });
    const made = [book, content, asked];
    if (asked === 0 && cached?.made[0] === book && cached.made[1] === content) return cached.list;
    const holds = [...book.holds.map(asKnown), ...rows.map(({ who, reason }) => ofFile(who, reason, book))];
    cached = { made, list: { holds, changedAt: book.changedAt } };
    return cached.list;
  };

  const asKnown = (hold: Hold): Hold =>
    hold.kind === 'unresolved' ? { ...hold, ...(resolving.known(hold.who) ?? {}) } : hold;

  const ofFile = (who: string, reason: string | null, { file: since }: HoldBook): Hold => ({
    who,
    ...(resolving.known(who) ?? nobody(who)),
    reason: reason === null ? null : cleanText(reason),
    by: null,
    at: since?.[who] ?? now(),
  });

  const noteFile = async (content: HoldFileContent | null): Promise<void> => {
    const book = await readBook(facts);
    const difference = differenceOf(book, content);
    if (difference === null) return;
    const { added, removed } = difference;
    const at = now();
    const standing = content?.rows.map(({ who }) => [who, book.file?.[who] ?? at] as const);
    const gone = removed.map((who) => ({ ...ofFile(who, null, book), removed: { by: null, at } }));
    const told = { holds: standing?.length ?? null, ...toldOf(added, removed) };
    await change(
      { type: 'hold.file', actor: 'bot', purge: null, details: { ...told, sha256: content?.sha256 ?? null } },
      withFile(book, { file: standing === undefined ? null : Object.fromEntries(standing), gone, at }),
    );
    // Nobody waits for it: it may come in the middle of a run.
    tell({ kind: 'holds-file', ...told }).catch((error: unknown) => {
      log.warn('a change of HOLDS_CSV could not be told', { error });
    });
  };

  const add = async ({ who, reason, by, signedIn }: WishedHold): Promise<Hold> => {
    const resolution = await resolved(who, signedIn ? by.id : null);
    const hold = { who, ...resolution, reason, by, at: now() };
    const details = { hold: hold as unknown as Json };
    await change({ type: 'hold.added', actor: by.id, purge: null, details }, withHold(await readBook(facts), hold));
    return hold;
  };

  const resolved = (who: string, officer: PersonId | null): Promise<Resolution> =>
    resolving.resolve(who, officer).catch((error: unknown) => {
      log.warn('Webex could not be asked who is meant by a hold', { error });
      return nobody(who);
    });

  const remove = async (hold: Hold, by: Asker): Promise<RemovedHold> => {
    const gone = { ...hold, removed: { by, at: now() } };
    const details = { hold: gone as unknown as Json };
    await change(
      { type: 'hold.removed', actor: by.id, purge: null, details },
      withoutHold(await readBook(facts), gone),
    );
    return gone;
  };

  const catchUp = async (): Promise<void> => {
    const before = await readBook(facts);
    const lacked = new Map<string, Hold>();
    for await (const records of parts.past.records()) {
      for (const record of records) {
        const hold = lackedBy(before, record);
        if (hold !== null) lacked.set(hold.who, hold);
      }
    }
    for (const hold of lacked.values()) {
      log.warn('the state lacked a hold that the audit holds');
      const details = { hold: hold as unknown as Json };
      await change(
        { type: 'hold.restored', actor: 'bot', purge: null, details },
        withHold(await readBook(facts), hold),
      );
    }
  };

  const alone = <T>(task: () => Promise<T>): Promise<T> => exclusive('holds', task);
  return {
    current: (look) => alone(() => current(look)),
    add: (wished) => alone(() => add(wished)),
    remove: (hold, by) => alone(() => remove(hold, by)),
    given: async (who) => holdOn(await readBook(facts), who),
    removedSince: async (iso) => removedSince(await readBook(facts), iso),
    catchUp,
  };
}

/** Null where the same stand in the file as before. A file that is not set any more counts as one without holds. */
function differenceOf(
  { file }: HoldBook,
  content: HoldFileContent | null,
): { readonly added: readonly string[]; readonly removed: readonly string[] } | null {
  const before = new Set(Object.keys(file ?? {}));
  const after = new Set(content?.rows.map(({ who }) => who));
  const added = [...after].filter((who) => !before.has(who));
  const removed = [...before].filter((who) => !after.has(who));
  const sameSetting = (file === null) === (content === null);
  return sameSetting && added.length === 0 && removed.length === 0 ? null : { added, removed };
}

function toldOf(added: readonly string[], removed: readonly string[]) {
  return {
    added: added.length,
    addedShown: added.slice(0, NAMES_TOLD),
    removed: removed.length,
    removedShown: removed.slice(0, NAMES_TOLD),
  };
}

/** Another hold of the list on the same person or space. */
export function alsoHeld({ holds }: HoldList, hold: Hold): Hold | null {
  const names = [hold.who, hold.personId, hold.email].filter((name) => name !== null);
  return holds.find((other) => other.who !== hold.who && names.some((name) => isOn(other, name))) ?? null;
}
