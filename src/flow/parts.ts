import type { IncomingAction, Officer, PersonId, Rules } from '../model.js';
import type {
  Audit,
  AuditPast,
  Chat,
  Clock,
  Deleter,
  Directory,
  EventReader,
  Facts,
  HoldFile,
  Inbox,
  Log,
  MemberCache,
  OwnPosts,
  PurgeFiles,
  Random,
  RequestStore,
  SignIn,
} from '../ports.js';
import type { FolderGuard } from './folder-guard.js';
import type { Holds } from './holds.js';
import type { PurgeHours } from './purge-hours.js';
import type { Timetable } from './timetable.js';

/** The ages of the policy, in ms back from now. */
export interface Ages {
  readonly targetAgeMs: number;
  readonly horizonAgeMs: number;
  readonly minAgeMs: number;
}

/** Everything the flow is handed; app.ts joins it once. */
export interface Parts {
  readonly reader: EventReader;
  /** None in a rehearsal: then there is no way to send a DELETE. */
  readonly deleter: Deleter | null;
  readonly ownPosts: OwnPosts;
  readonly chat: Chat;
  readonly inbox: Inbox;
  readonly store: RequestStore;
  readonly facts: Facts;
  readonly files: PurgeFiles;
  readonly members: MemberCache;
  readonly audit: Audit;
  readonly past: AuditPast;
  readonly signIn: SignIn;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly officers: readonly Officer[];
  readonly adminRoomId: string;
  readonly directory: Directory;
  /** Null where HOLDS_CSV is not set. */
  readonly holdFile: HoldFile | null;
  readonly holds: Holds;
  readonly rules: Rules;
  /** Whether `approve ID` may also be typed. */
  readonly typedApproval: boolean;
  readonly ages: Ages;
  /** Outside of these a run waits. */
  readonly purgeHours: PurgeHours | null;
  /** `approvers`, or the e-mail address of the one officer whose token deletes. */
  readonly executeAs: string;
  /** Files of purges that ended longer ago are removed; null keeps them for ever. */
  readonly keepPurgesMs: number | null;
  /** Null where no schedule is set. */
  readonly timetable: Timetable | null;
  readonly guard: FolderGuard;
  /** Card actions by which this process saw somebody approve, as Webex gave them then. Gone with the process. */
  readonly witnessed: Map<string, IncomingAction>;
}

export function officerOf(officers: readonly Officer[], personId: PersonId): Officer | null {
  return officers.find((officer) => officer.id === personId) ?? null;
}
