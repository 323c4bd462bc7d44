import { AuditUnwritableError, explain } from '../errors.js';
import { inLogContext } from '../log-context.js';
import type { IncomingMessage, Notice, TimeSpan } from '../model.js';
import { createAnswering } from './answering.js';
import { createApproving } from './approving.js';
import { createAsking } from './asking.js';
import { createAttending } from './attending.js';
import { createClaims } from './claims.js';
import { createClicks } from './clicks.js';
import { createDeciding } from './deciding.js';
import { createFolderGuard } from './folder-guard.js';
import { createFolderWatch } from './folder-watch.js';
import { createForewarnings } from './forewarnings.js';
import { createHearing } from './hearing.js';
import { createHoldCommands } from './hold-commands.js';
import { createHolds } from './holds.js';
import { createHousekeeping } from './housekeeping.js';
import { createMending } from './mending.js';
import { tellSilence } from './outages.js';
import { createOnlookers } from './onlookers.js';
import type { Parts } from './parts.js';
import { reconcile } from './reconcile.js';
import { createRefusals } from './refusals.js';
import { createRetrying } from './retrying.js';
import { createRunning } from './running.js';
import { createScheduling } from './scheduling.js';
import { createShowing } from './showing.js';
import { createSignInWarnings } from './sign-in-warnings.js';
import { tightenOpen } from './tightening.js';
import { createWho } from './who.js';

/** What is under way gets this long when the bot ends, ms. */
const FAREWELL_MS = 8_000;

/** The story: somebody asks, somebody else decides, the run does exactly that, and tells. */
export interface Workflow {
  /** Neither rejects: whatever goes wrong is logged and said. */
  message(message: IncomingMessage): Promise<void>;
  action(actionId: string): Promise<void>;
  /** Before the first tick: brings the state up to the audit. Rejects where it cannot. */
  catchUp(): Promise<void>;
  /** Does what is due now; called each second. */
  tick(): Promise<void>;
  say(notice: Notice): Promise<void>;
  /** Nothing that was said or clicked in this span has reached us. Never rejects. */
  heardAgain(silence: TimeSpan): Promise<void>;
  stop(): Promise<void>;
}

export function createWorkflow(given: Omit<Parts, 'witnessed' | 'guard' | 'holds'>): Workflow {
  const holds = createHolds(given, (notice) => showing.say(notice));
  const parts: Parts = { ...given, holds, witnessed: new Map(), guard: createFolderGuard(given) };
  const { store, log, clock } = parts;
  const claims = createClaims(parts);
  const showing = createShowing(parts, claims);
  const running = createRunning(parts, claims, showing);
  const asking = createAsking(parts, claims, showing);
  const deciding = createDeciding({ parts, claims, showing, running });
  const housekeeping = createHousekeeping(parts);
  const scheduling = createScheduling({ parts, asking, showing });
  const approving = createApproving({ parts, claims, showing });
  const answering = createAnswering({ parts, claims, showing, asking, running });
  const holdCommands = createHoldCommands(parts, claims, showing);
  const mending = createMending(parts, claims, showing);
  const refusals = createRefusals(parts, showing);
  const signInWarnings = createSignInWarnings(parts, showing);
  const onlookers = createOnlookers(parts, showing);
  const folder = createFolderWatch({ parts, showing, running });
  const retrying = createRetrying({
    clock,
    failed: async (what, error) => {
      log.error('what was due failed', { what, error });
      await unhindered('a failure', showing.say(failureNotice(error)));
    },
    failedAgain: (what, error) => log.warn('what was due failed again', { what, error }),
  });
  const forewarnings = createForewarnings(parts, showing);
  const attending = createAttending({ parts, claims, showing, running, asking, deciding, mending, retrying });
  const shared = { parts, who: createWho(parts), showing, refusals, asking, approving, deciding, answering };
  const hearing = createHearing({ ...shared, holdCommands, scheduling, folder });
  const clicks = createClicks(shared);
  let closing = false;

  /** Begins what is due and does not wait for it: one slow job must not keep another from its time. */
  const tick = async (): Promise<void> => {
    await retrying.attempt('the record of refusals', () => refusals.settle('over'));
    const [stopFile, newest] = await Promise.all([parts.files.stopFileStands(), parts.guard.behind()]);
    const requests = await store.all();
    if (closing) return;
    void retrying.attempt('what could not be saved', () => claims.settle());
    void folder.attend();
    const busy = attending.busy();
    attending.begin(requests, { stopFile, behind: newest !== null });
    // A scan that a restart cut off stands in nobody's way.
    const standing = requests.filter(({ id, state }) => state !== 'scanning' || busy.has(id));
    void retrying.attempt('housekeeping', () => housekeeping.tick(requests));
    void retrying.attempt('the schedule', () => scheduling.tick(standing));
    void retrying.attempt('sign-in warnings', () => signInWarnings.attend());
    void retrying.attempt('onlookers', () => onlookers.attend(requests));
    void retrying.attempt('forewarnings', () => forewarnings.attend(requests));
  };

  /** What comes while the bot ends would be begun and cut off. */
  const unlessClosing = async (task: () => Promise<void>): Promise<void> => {
    if (closing) log.warn('something was said or clicked while the bot was ending');
    else await task();
  };

  /** A space that cannot be told holds up no run. */
  const unhindered = (what: string, telling: Promise<void>): Promise<void> =>
    telling.catch((error: unknown) => log.error(`${what} could not be told to the space`, { error }));

  /** Nothing that fails here may take the process down or pass in silence. */
  const guarded = async (what: string, task: () => Promise<void>): Promise<void> => {
    try {
      await task();
    } catch (error) {
      log.error(`${what} failed`, { error });
      await unhindered('a failure', showing.say(failureNotice(error)));
    }
  };

  return {
    catchUp: async () => {
      await reconcile(parts);
      await scheduling.open();
      await tightenOpen(parts, claims);
      await holds.catchUp();
    },
    message: (said) =>
      unlessClosing(() => inLogContext({}, () => guarded('the answer to a message', () => hearing.message(said)))),
    action: (actionId) =>
      unlessClosing(() => inLogContext({}, () => guarded('the answer to a click', () => clicks.action(actionId)))),
    tick,
    say: (notice) => showing.say(notice),
    heardAgain: (silence) => unhindered('a silence', tellSilence(parts, showing, silence)),
    stop: async () => {
      closing = true;
      await unhindered('refusals that were only counted', refusals.settle('all'));
      await Promise.race([Promise.all([running.shutdown(), asking.shutdown()]), clock.wait(FAREWELL_MS)]);
    },
  };
}

function failureNotice(error: unknown): Notice {
  const kind = error instanceof AuditUnwritableError ? 'audit-unwritable' : 'failure';
  return { kind, ...explain(error) };
}
