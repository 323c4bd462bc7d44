import { addToLogContext } from '../log-context.js';
import type { Asker, Command, IncomingMessage, Refusal, Scope } from '../model.js';
import type { Answering, HelpProblem } from './answering.js';
import type { Approving } from './approving.js';
import type { Asking } from './asking.js';
import { isOfficer, mayAsk, mayCancel } from './authorise.js';
import { parseCommand } from './command.js';
import type { Deciding } from './deciding.js';
import type { FolderWatch } from './folder-watch.js';
import type { HoldCommands } from './hold-commands.js';
import type { Parts } from './parts.js';
import type { Refusals } from './refusals.js';
import type { Scheduling } from './scheduling.js';
import type { Showing } from './showing.js';
import { refusalOf, type Who } from './who.js';
import { resolveSpan } from './window.js';

export interface HearingParts {
  readonly parts: Parts;
  readonly who: Who;
  readonly showing: Showing;
  readonly refusals: Refusals;
  readonly asking: Asking;
  readonly approving: Approving;
  readonly deciding: Deciding;
  readonly answering: Answering;
  readonly holdCommands: HoldCommands;
  readonly scheduling: Scheduling;
  readonly folder: FolderWatch;
}

/** What is said in the space: each command is obeyed, or answered with why not. */
export interface Hearing {
  message(message: IncomingMessage): Promise<void>;
}

/** What was said, and by whom. */
interface Said {
  readonly said: IncomingMessage;
  readonly asker: Asker;
}

export function createHearing(given: HearingParts): Hearing {
  const { parts, who, showing, refusals, asking, approving, deciding, answering, holdCommands } = given;
  const { scheduling, folder } = given;
  const { store, signIn, audit, clock } = parts;

  const message = async (said: IncomingMessage): Promise<void> => {
    if (said.roomId !== parts.adminRoomId) return refusals.elsewhere(said);
    const asker = await who.asker(said.personId, said.personEmail);
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
        return done(answering.help(asker, problemIn(command)));
      case 'whoami':
        return done(answering.whoami(asker));
      case 'status':
        return done(answering.status());
      case 'stop':
        return stopSome(command.id, asker);
      case 'preview':
      case 'purge':
        return (await who.unless(mayAsk, asker)) ?? ask(command.kind, command.scope, asker);
      case 'signin':
        return (
          (await who.unless(isOfficer, asker)) ?? done(showing.say({ kind: 'sign-in-link', signIn: signIn.help() }))
        );
      case 'accept-folder':
        return (await who.unless(mayAsk, asker)) ?? acceptFolder(asker);
      case 'signout':
        return (await who.unless(isOfficer, asker)) ?? signOut(asker);
      case 'history':
        return (await who.unless(isOfficer, asker)) ?? done(answering.history(command.count));
      case 'schedule':
        return (await who.unless(isOfficer, asker)) ?? done(scheduling[command.act](asker));
      case 'approve':
        return approveTyped(command, { said, asker });
      case 'hold':
        return (await who.unless(isOfficer, asker)) ?? holdCommands.obey(command, asker);
      case 'list':
      case 'report':
      case 'reject':
      case 'cancel':
      case 'resume':
        return (await who.unless(mayAsk, asker)) ?? about(command, asker);
    }
  };

  const ask = async (kind: 'preview' | 'purge', scope: Scope, asker: Asker): Promise<Refusal | null> => {
    const resolved = resolveSpan(scope.window, clock.now(), parts.ages);
    if (!resolved.ok) return done(answering.help(asker, { command: kind, problem: resolved.problem }));
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
    if (request === null) return (await who.unless(mayAsk, asker)) ?? { reason: 'unknown-request', id };
    return approving.typed(request, { asker, person: await who.person(asker) }, { said, count });
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
      ? done(answering.help(asker, { command: 'resume', problem: { kind: 'id-missing' } }))
      : folder.accept(asker);

  const signOut = async ({ id, displayName }: Asker): Promise<null> => {
    await audit.append({ type: 'signin.ended', actor: id, purge: null, details: { by: 'signout' } });
    await showing.say({ kind: 'signed-out', name: displayName, had: await signIn.forget(id) });
    return null;
  };

  return { message };
}

async function done(answer: Promise<void>): Promise<null> {
  await answer;
  return null;
}

function problemIn(command: Command): HelpProblem {
  if (command.kind === 'unknown') return { unknown: command.text };
  return command.kind === 'malformed' ? { command: command.command, problem: command.problem } : null;
}
