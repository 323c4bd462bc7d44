import type { Asker, IncomingMessage, Json, PersonId, Refusal } from '../model.js';
import { officerOf, type Parts } from './parts.js';
import { createRefusalTally, type Excess } from './refusal-tally.js';
import type { Showing } from './showing.js';

/** A person who is no officer is answered at most once in this time, ms. */
const ANSWER_AGAIN_AFTER_MS = 60_000;

/** What was refused: a command's kind or a click's action, and the thread it is answered in. */
export interface Refused {
  readonly command?: string;
  readonly click?: string;
  /** The id that the command or click named. */
  readonly purge?: string | null;
  readonly threadOf?: string | null;
}

/** Says no: on record first, then in words. */
export interface Refusals {
  refuse(asker: Asker, refusal: Refusal, refused: Refused): Promise<void>;
  /** Said to the bot in a space that it does not serve; each space is answered once. */
  elsewhere(message: IncomingMessage): Promise<void>;
  /** Puts on record what was only counted in minutes that are over, or in all of them. */
  settle(which: 'over' | 'all'): Promise<void>;
}

export function createRefusals(parts: Parts, showing: Showing): Refusals {
  const { audit, chat, clock, signIn, log } = parts;
  const tally = createRefusalTally(clock);
  const unrecorded: Excess[] = [];
  const answeredAt = new Map<PersonId, number>();
  const answeredSpaces = new Set<string>();

  const mayAnswer = (personId: PersonId): boolean => {
    if (officerOf(parts.officers, personId) !== null) return true;
    const last = answeredAt.get(personId);
    if (last !== undefined && clock.now() - last < ANSWER_AGAIN_AFTER_MS) return false;
    answeredAt.set(personId, clock.now());
    return true;
  };

  const record = async (actor: PersonId, purge: string | null, details: Record<string, Json>): Promise<void> => {
    if (tally.admits(actor)) await audit.append({ type: 'refused', actor, purge, details });
  };

  /** How to sign in is said to the officer alone; the space hears that it was. */
  const answer = async (asker: Asker, refusal: Refusal, { click, threadOf }: Refused): Promise<void> => {
    const thread = threadOf ?? undefined;
    const inSpace = (): Promise<void> => showing.say({ kind: 'refused', to: asker.displayName, refusal }, thread);
    if (click === undefined || !needsSignIn(refusal)) return inSpace();
    const notice =
      refusal.reason === 'not-signed-in'
        ? ({ kind: 'refused', to: '', refusal } as const)
        : ({ kind: 'sign-in-link', signIn: signIn.help() } as const);
    const told = await showing.direct(asker.id, notice).then(
      () => true,
      (error: unknown) => {
        log.warn('an officer could not be told directly', { person: asker.id, error });
        return false;
      },
    );
    if (!told || refusal.reason !== 'not-signed-in') return inSpace();
    await showing.say({ kind: 'told-directly', to: asker.displayName }, thread);
  };

  return {
    refuse: async (asker, refusal, refused) => {
      const { command, click, purge } = refused;
      const details: Record<string, Json> = { reason: refusal.reason };
      if (command !== undefined) details['command'] = command;
      if (click !== undefined) details['click'] = click;
      await record(asker.id, purge ?? null, details);
      if (mayAnswer(asker.id)) await answer(asker, refusal, refused);
    },
    elsewhere: async ({ personId, roomId }) => {
      await record(personId, null, { reason: 'wrong-space', room: roomId });
      if (answeredSpaces.has(roomId)) return;
      answeredSpaces.add(roomId);
      await chat.elsewhere(roomId, chat.render({ kind: 'refused', to: '', refusal: { reason: 'wrong-space' } }));
    },
    settle: async (which) => {
      for (const [personId, at] of answeredAt) {
        if (clock.now() - at >= ANSWER_AGAIN_AFTER_MS) answeredAt.delete(personId);
      }
      unrecorded.push(...tally.take(which));
      for (let next = unrecorded[0]; next !== undefined; next = unrecorded[0]) {
        const { personId, count, from } = next;
        const details = { reason: 'too-many', count, from };
        await audit.append({ type: 'refused', actor: personId, purge: null, details });
        unrecorded.shift();
      }
    },
  };
}

/** Webex says that the token no longer works for an officer, or there is none. */
function needsSignIn(refusal: Refusal): boolean {
  return refusal.reason === 'not-signed-in' || refusal.reason === 'role-refused';
}
