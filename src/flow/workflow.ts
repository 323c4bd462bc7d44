import { explain } from '../errors.js';
import { addToLogContext, inLogContext } from '../log-context.js';
import type {
  Asker,
  Command,
  IncomingAction,
  IncomingMessage,
  Notice,
  PurgeRequest,
  Refusal,
  Scope,
  TimeSpan,
} from '../model.js';
import { due, type Job } from './agenda.js';
import { createAnswering } from './answering.js';
import { createApproving } from './approving.js';
import { createAsking } from './asking.js';
import {
  checkCard,
  isOfficer,
  mayAsk,
  mayCancel,
  mayDecide,
  parseClick,
  type Click,
  type Person,
  type Verdict,
} from './authorise.js';
import { createClaims } from './claims.js';
import { parseCommand } from './command.js';
import { createDeciding } from './deciding.js';
import { createFolderGuard } from './folder-guard.js';
import { createFolderWatch } from './folder-watch.js';
import { createExclusive } from './exclusive.js';
import { createForewarnings } from './forewarnings.js';
import { createHoldCommands } from './hold-commands.js';
import { createHolds } from './holds.js';
import { createHousekeeping } from './housekeeping.js';
import { createMending } from './mending.js';
import { tellSilence } from './outages.js';
import { officerOf, type Parts } from './parts.js';
import { reconcile } from './reconcile.js';
import { createRefusals } from './refusals.js';
import { remind } from './reminders.js';
import { createRetrying } from './retrying.js';
import { createRunning } from './running.js';
import { createScheduling } from './scheduling.js';
import { createShowing } from './showing.js';
import { createSignInWarnings } from './sign-in-warnings.js';
import { tightenOpen } from './tightening.js';
import { resolveSpan } from './window.js';
import { withdraw } from './withdrawing.js';

/** A name is a courtesy: somebody who wants to stop a purge does not wait longer for it, ms. */
const NAME_PATIENCE_MS = 2_000;

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

/** What was said, and by whom. */
interface Said {
  readonly said: IncomingMessage;
  readonly asker: Asker;
}

export function createWorkflow(given: Omit<Parts, 'witnessed' | 'guard' | 'holds'>): Workflow {
  const holds = createHolds(given, (notice) => showing.say(notice));
  const parts: Parts = { ...given, holds, witnessed: new Map(), guard: createFolderGuard(given) };
  const { store, signIn, inbox, audit, log, clock } = parts;
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
  const folder = createFolderWatch({ parts, showing, running });
  const retrying = createRetrying({
    clock,
    failed: async (what, error) => {
      log.error('what was due failed', { what, error });
      await unhindered('a failure', showing.say({ kind: 'failure', ...explain(error) }));
    },
    failedAgain: (what, error) => log.warn('what was due failed again', { what, error }),
  });
  const oncePerPreview = createExclusive();
  const forewarnings = createForewarnings(parts, showing);
  const attended = new Set<string>();
  let closing = false;

  // ── What is said in the space ───────────────────────────────────────────────────────────────────────────────────

  const message = async (said: IncomingMessage): Promise<void> => {
    if (said.roomId !== parts.adminRoomId) return refusals.elsewhere(said);
    const asker = await askerOf(said.personId, said.personEmail);
    const command = known(parseCommand(said.text));
    if ('id' in command && command.id !== null) addToLogContext({ purge: command.id });
    const refusal = await obey(command, { said, asker });
    if (refusal !== null) {
      await refusals.refuse(asker, refusal, { command: command.kind, purge: 'id' in command ? command.id : null });
    }
  };

  /** Where it may not be typed, there is no such command. */
  const known = (command: Command): Command => {
    const name = command.kind === 'malformed' ? command.command : command.kind;
    return name === 'approve' && !parts.typedApproval ? { kind: 'unknown', text: name } : command;
  };

  const obey = async (command: Command, { said, asker }: Said): Promise<Refusal | null> => {
    switch (command.kind) {
      case 'help':
      case 'unknown':
      case 'malformed':
        return help(problemIn(command), asker);
      case 'whoami':
        return done(answering.whoami(asker));
      case 'status':
        return done(answering.status());
      case 'stop':
        return stopSome(command.id, asker);
      case 'preview':
      case 'purge':
        return (await unless(mayAsk, asker)) ?? ask(command.kind, command.scope, asker);
      case 'signin':
        return (await unless(isOfficer, asker)) ?? done(showing.say({ kind: 'sign-in-link', signIn: signIn.help() }));
      case 'accept-folder':
        return (await unless(mayAsk, asker)) ?? acceptFolder(asker);
      case 'signout':
        return (await unless(isOfficer, asker)) ?? signOut(asker);
      case 'history':
        return (await unless(isOfficer, asker)) ?? done(answering.history(command.count));
      case 'schedule':
        return (await unless(isOfficer, asker)) ?? done(scheduling[command.act](asker));
      case 'approve':
        return approveTyped(command, { said, asker });
      case 'hold':
        return (await unless(isOfficer, asker)) ?? holdCommands.obey(command, asker);
      case 'list':
      case 'report':
      case 'reject':
      case 'cancel':
      case 'resume':
        return (await unless(mayAsk, asker)) ?? about(command, asker);
    }
  };

  const help = async (problem: HelpProblem, { id }: Asker): Promise<null> => {
    const officer = isOfficer({ personId: id, officers: parts.officers }).allowed;
    await showing.say({ kind: 'help', officer, typedApproval: parts.typedApproval, problem });
    return null;
  };

  const ask = async (kind: 'preview' | 'purge', scope: Scope, asker: Asker): Promise<Refusal | null> => {
    const resolved = resolveSpan(scope.window, clock.now(), parts.ages);
    if (!resolved.ok) return help({ command: kind, problem: resolved.problem }, asker);
    const { filters, window } = scope;
    const policy = window === null && filters.persons.length === 0 && filters.domains.length === 0;
    return asking.ask({ kind, asker, scheduled: null, span: resolved.span, scope, policy });
  };

  const about = async (
    command: Command & { kind: 'list' | 'report' | 'reject' | 'cancel' | 'resume' },
    asker: Asker,
  ): Promise<Refusal | null> => {
    const request = await store.get(command.id);
    if (request === null) return { reason: 'unknown-request', id: command.id };
    switch (command.kind) {
      case 'list':
        return answering.list(request, asker);
      case 'report':
        return answering.report(request, asker);
      case 'reject':
        return deciding.reject(request, asker, command.reason);
      case 'cancel':
        return refusalOf(mayCancel(request, asker.id)) ?? deciding.cancel(request, asker, command.reason);
      case 'resume':
        return deciding.resume(request, asker);
    }
  };

  const approveTyped = async (
    { id, count }: Command & { kind: 'approve' },
    { said, asker }: Said,
  ): Promise<Refusal | null> => {
    const request = await store.get(id);
    if (request === null) return (await unless(mayAsk, asker)) ?? { reason: 'unknown-request', id };
    return approving.typed(request, { asker, person: await personOf(asker) }, { said, count });
  };

  /** Without an id, everything that deletes or is about to. */
  const stopSome = async (id: string | null, asker: Asker): Promise<Refusal | null> => {
    if (id !== null) {
      const request = await store.get(id);
      return request === null ? { reason: 'unknown-request', id } : deciding.stop(request, asker);
    }
    const stoppable = (await store.all()).filter(({ state }) => state === 'running' || state === 'approved');
    if (stoppable.length === 0) return { reason: 'nothing-running' };
    const refused = await Promise.all(stoppable.map((request) => deciding.stop(request, asker)));
    return refused.find((refusal) => refusal !== null) ?? null;
  };

  /** `resume` alone means the data folder, where that stands in the way; else it lacks the id of a purge. */
  const acceptFolder = async (asker: Asker): Promise<Refusal | null> =>
    (await parts.guard.behind()) === null
      ? help({ command: 'resume', problem: { kind: 'id-missing' } }, asker)
      : folder.accept(asker);

  const signOut = async ({ id, displayName }: Asker): Promise<null> => {
    await audit.append({ type: 'signin.ended', actor: id, purge: null, details: { by: 'signout' } });
    await showing.say({ kind: 'signed-out', name: displayName, had: await signIn.forget(id) });
    return null;
  };

  // ── What is clicked ─────────────────────────────────────────────────────────────────────────────────────────────

  const action = async (actionId: string): Promise<void> => {
    const claim = await inbox.fetchAction(actionId);
    const asker = await askerOf(claim.personId, '');
    const click = parseClick(claim.inputs);
    if (click !== null) addToLogContext({ purge: click.id });
    const refusal = click === null ? ({ reason: 'forged' } as const) : await follow(click, claim, asker);
    const threadOf = claim.roomId === parts.adminRoomId ? claim.messageId : null;
    if (refusal !== null) {
      await refusals.refuse(asker, refusal, {
        click: click?.action ?? 'unreadable',
        purge: click?.id ?? null,
        threadOf,
      });
    }
  };

  const follow = async (click: Click, claim: IncomingAction, asker: Asker): Promise<Refusal | null> => {
    const request = await store.get(click.id);
    if (request === null) return { reason: 'unknown-request', id: click.id };
    const card = refusalOf(checkCard(request, click, claim, parts.adminRoomId));
    if (card !== null) return card;
    switch (click.action) {
      case 'request':
        return (await unless(mayAsk, asker)) ?? oncePerPreview(request.id, () => askSame(request, asker));
      case 'approve':
        return approving.click(request, { asker, person: await personOf(asker) }, { click, claim });
      case 'reject':
        return reject(request, click, asker);
      case 'stop':
        return deciding.stop(request, asker);
      case 'resume':
        return (await unless(mayAsk, asker)) ?? deciding.resume(request, asker);
    }
  };

  /** The window of a preview, fixed in absolute time; who clicks is the asker. The floor may have risen since. */
  const askSame = async (preview: PurgeRequest, asker: Asker): Promise<Refusal | null> => {
    if (preview.state !== 'previewed') return { reason: 'forged' };
    const { span, filters, policy } = preview;
    const before = (await store.all()).find((request) => request.preview === preview.id && request.state !== 'failed');
    if (before !== undefined) return { reason: 'asked-before', id: before.id };
    const resolved = resolveSpan({ kind: 'dates', ...span }, clock.now(), parts.ages);
    if (!resolved.ok) return help({ command: 'purge', problem: resolved.problem }, asker);
    const asked = { asker, span, scope: { filters }, policy, preview: preview.id };
    return asking.ask({ kind: 'purge', scheduled: null, ...asked });
  };

  const reject = async (request: PurgeRequest, click: Click, asker: Asker): Promise<Refusal | null> => {
    const refused = refusalOf(mayDecide(request, await personOf(asker)));
    if (refused !== null) return refused;
    const reason = click.reason ?? click.comment;
    return reason === null ? { reason: 'reason-missing' } : deciding.reject(request, asker, reason);
  };

  // ── What falls due ──────────────────────────────────────────────────────────────────────────────────────────────

  /** Begins what is due and does not wait for it: one slow job must not keep another from its time. */
  const tick = async (): Promise<void> => {
    await retrying.attempt('the record of refusals', () => refusals.settle('over'));
    const [stopFile, newest] = await Promise.all([parts.files.stopFileStands(), parts.guard.behind()]);
    const requests = await store.all();
    if (closing) return;
    void folder.attend();
    const busy = new Set([...running.workers(), ...asking.scanning(), ...attended]);
    const surroundings = { nowMs: clock.now(), attended: busy, stopFile, behind: newest !== null };
    for (const job of due(requests, surroundings)) void attend(job);
    // A scan that a restart cut off stands in nobody's way.
    const standing = requests.filter(({ id, state }) => state !== 'scanning' || busy.has(id));
    void retrying.attempt('housekeeping', () => housekeeping.tick(requests));
    void retrying.attempt('the schedule', () => scheduling.tick(standing));
    void retrying.attempt('sign-in warnings', () => signInWarnings.attend());
    void retrying.attempt('forewarnings', () => forewarnings.attend(requests));
  };

  const attend = async (job: Job): Promise<void> => {
    const { id } = job.request;
    if (attended.has(id)) return;
    attended.add(id);
    const work = (): Promise<void> => retrying.attempt(`${job.kind} ${id}`, () => perform(job));
    await inLogContext({ purge: id }, work).finally(() => attended.delete(id));
  };

  const perform = async (job: Job): Promise<void> => {
    const { request } = job;
    switch (job.kind) {
      case 'expire':
        return deciding.expire(request);
      case 'withdraw':
        return withdraw({ parts, claims, showing }, request);
      case 'remind':
        return remind({ parts, claims, showing }, request);
      case 'start':
        return running.start(request);
      case 'continue':
        return running.goOn(request);
      case 'abandon':
        return asking.abandon(request);
      case 'show':
        return mending.show(request);
      case 'report':
        return mending.report(request);
      case 'halt':
        return running.stopFor(request, job.cause);
    }
  };

  // ── Helpers ─────────────────────────────────────────────────────────────────────────────────────────────────────

  const askerOf = async (id: string, email: string): Promise<Asker> => {
    const officer = officerOf(parts.officers, id);
    if (officer !== null) return officer;
    const tooLate = clock.wait(NAME_PATIENCE_MS).then(() => null);
    const person = await Promise.race([inbox.person(id), tooLate]).catch(() => null);
    return { id, email: person?.email ?? email, displayName: person?.displayName ?? email };
  };

  const personOf = async ({ id }: Asker): Promise<Person> => ({
    personId: id,
    officers: parts.officers,
    session: await signIn.session(id),
    signIn: signIn.help(),
  });

  const unless = async (rule: (person: Person) => Verdict, asker: Asker): Promise<Refusal | null> =>
    refusalOf(rule(await personOf(asker)));

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
      await unhindered('a failure', showing.say({ kind: 'failure', ...explain(error) }));
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
      unlessClosing(() => inLogContext({}, () => guarded('the answer to a message', () => message(said)))),
    action: (actionId) =>
      unlessClosing(() => inLogContext({}, () => guarded('the answer to a click', () => action(actionId)))),
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

function refusalOf(verdict: Verdict): Refusal | null {
  return verdict.allowed ? null : verdict.refusal;
}

async function done(answer: Promise<void>): Promise<null> {
  await answer;
  return null;
}

/** What was wrong with a command that is answered with help; null where help was asked for. */
type HelpProblem = (Notice & { kind: 'help' })['problem'];

function problemIn(command: Command): HelpProblem {
  if (command.kind === 'unknown') return { unknown: command.text };
  return command.kind === 'malformed' ? { command: command.command, problem: command.problem } : null;
}
