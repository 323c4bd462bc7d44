import { AppError } from '../../../src/errors.js';
import type {
  Audit,
  AuditPast,
  Facts,
  Gathering,
  Ledger,
  ManifestWriter,
  MemberCache,
  PurgeFiles,
  RequestStore,
} from '../../../src/ports.js';
import type { StateFile } from '../../../src/storage/state.js';
import { allOf } from '../../support/memory.js';
import type { Turns } from './turns.js';

/** `state-full`: what is appended still fits, and what is rewritten does not. */
export type Room = 'enough' | 'full' | 'state-full';

/** The disk of the bot's machine. It outlives every process of the bot. */
export interface Disk {
  room: Room;
  /** How much it had no room for. */
  refused: number;
}

/** What every turn on this disk goes through. */
interface Access {
  readonly turns: Turns;
  readonly disk: Disk;
}

export function requestsInTurns(access: Access, store: RequestStore): RequestStore {
  return {
    get: (id) => store.get(id),
    all: () => store.all(),
    insert: (request) => rewrite(access, 'insert', () => store.insert(request)),
    replace: (next) => rewrite(access, 'replace', () => store.replace(next)),
    remove: (request) => rewrite(access, 'remove', () => store.remove(request)),
  };
}

export function factsInTurns(access: Access, facts: Facts): Facts {
  return {
    get: (name) => facts.get(name),
    set: (name, value) => rewrite(access, 'fact', () => facts.set(name, value)),
  };
}

export function auditInTurns(access: Access, audit: Audit): Audit {
  return {
    head: () => audit.head(),
    append: (entry) => append(access, `audit ${entry.type}`, () => audit.append(entry)),
  };
}

/** The audit's own way to the state, within its turn. */
export function headKeeping(disk: Disk, state: StateFile): Pick<StateFile, 'auditHead' | 'keepAuditHead'> {
  return {
    auditHead: state.auditHead,
    keepAuditHead: (head) => (disk.room === 'enough' ? state.keepAuditHead(head) : refuse(disk)),
  };
}

export function pastInTurns({ turns }: Access, past: AuditPast): AuditPast {
  return { records: () => batchesIn(turns, 'past', () => past.records()) };
}

export function membersInTurns({ turns }: Access, members: MemberCache): MemberCache {
  return {
    all: () => batchesIn(turns, 'members', () => members.all()),
    add: (rooms) => turns.take('members', () => members.add(rooms)),
  };
}

/** `opened` hears of every ledger, so that none stays open when the process has ended. */
export function filesInTurns(
  access: Access,
  files: PurgeFiles,
  opened: (id: string, ledger: Ledger) => Ledger,
): PurgeFiles {
  const { turns } = access;
  return {
    newManifest: async (id) => manifestInTurns(access, await files.newManifest(id)),
    gather: async (id) => gatheringInTurns(access, await files.gather(id)),
    manifest: (id, digest) => batchesIn(turns, 'manifest', () => files.manifest(id, digest)),
    keepCard: (id, card) => rewrite(access, 'keep card', () => files.keepCard(id, card)),
    openLedger: (id) =>
      append(access, 'open ledger', async () => ledgerInTurns(access, opened(id, await files.openLedger(id)))),
    outcomes: (id) => batchesIn(turns, 'outcomes', () => files.outcomes(id)),
    intended: (id) => batchesIn(turns, 'intended', () => files.intended(id)),
    ledgerFile: (id) => turns.take('ledger file', () => files.ledgerFile(id)),
    // The rows take turns of their own on their way here.
    writeReport: async (id, rows) => {
      const all = await allOf(rows);
      return rewrite(access, 'write report', () => files.writeReport(id, batchOf(all)));
    },
    packReport: (id) => turns.take('pack report', () => files.packReport(id)),
    writeList: (id, digest) => rewrite(access, 'write list', () => files.writeList(id, digest)),
    digests: (id) => turns.take('digests', () => files.digests(id)),
    remove: (id) => rewrite(access, 'remove', () => files.remove(id)),
    freeBytes: () => turns.take('free bytes', () => files.freeBytes()),
    stopFileStands: () => turns.take('stop file', () => files.stopFileStands()),
  };
}

function manifestInTurns(access: Access, manifest: ManifestWriter): ManifestWriter {
  return {
    add: (candidates) => append(access, 'manifest', () => manifest.add(candidates)),
    freeze: () => rewrite(access, 'freeze', () => manifest.freeze()),
    discard: () => access.turns.take('discard manifest', () => manifest.discard()),
  };
}

function gatheringInTurns(access: Access, gathering: Gathering): Gathering {
  return {
    add: (found) => append(access, 'gather', () => gathering.add(found)),
    byMessage: () => batchesIn(access.turns, 'gathered', () => gathering.byMessage()),
    discard: () => access.turns.take('discard gathering', () => gathering.discard()),
  };
}

function ledgerInTurns(access: Access, ledger: Ledger): Ledger {
  return {
    intend: (ids, by) => append(access, 'intend', () => ledger.intend(ids, by)),
    record: (line) => append(access, 'record', () => ledger.record(line)),
    close: () => access.turns.take('close ledger', () => ledger.close()),
  };
}

function rewrite<T>({ turns, disk }: Access, name: string, task: () => Promise<T>): Promise<T> {
  return turns.take(name, () => (disk.room === 'enough' ? task() : refuse(disk)));
}

function append<T>({ turns, disk }: Access, name: string, task: () => Promise<T>): Promise<T> {
  return turns.take(name, () => (disk.room === 'full' ? refuse(disk) : task()));
}

function refuse(disk: Disk): Promise<never> {
  disk.refused += 1;
  return Promise.reject(new AppError('disk', 'The disk is full.', { hint: 'Make room.' }));
}

/** Read whole within one turn, so that no file stays open when the process ends in between. */
async function* batchesIn<T>(
  turns: Turns,
  name: string,
  open: () => AsyncIterable<readonly T[]>,
): AsyncGenerator<readonly T[]> {
  yield await turns.take(name, () => allOf(open()));
}

async function* batchOf<T>(all: readonly T[]): AsyncGenerator<readonly T[]> {
  yield await Promise.resolve(all);
}
