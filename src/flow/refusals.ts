import type { Asker, IncomingMessage, Json, Refusal } from '../model.js';
import { officerOf, type Parts } from './parts.js';
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
}

export function createRefusals(parts: Parts, showing: Showing): Refusals {
  const { audit, chat, clock } = parts;
  const answeredAt = new Map<string, number>();
  const answeredSpaces = new Set<string>();

  const mayAnswer = (personId: string): boolean => {
    if (officerOf(parts.officers, personId) !== null) return true;
    const last = answeredAt.get(personId);
    if (last !== undefined && clock.now() - last < ANSWER_AGAIN_AFTER_MS) return false;
    answeredAt.set(personId, clock.now());
    return true;
  };

  return {
    refuse: async (asker, refusal, { command, click, purge, threadOf }) => {
      const details: Record<string, Json> = { reason: refusal.reason };
      if (command !== undefined) details['command'] = command;
      if (click !== undefined) details['click'] = click;
      await audit.append({ type: 'refused', actor: asker.id, purge: purge ?? null, details });
      if (!mayAnswer(asker.id)) return;
      await showing.say({ kind: 'refused', to: asker.displayName, refusal }, threadOf ?? undefined);
    },
    elsewhere: async ({ personId, roomId }) => {
      await audit.append({
        type: 'refused',
        actor: personId,
        purge: null,
        details: { reason: 'wrong-space', room: roomId },
      });
      if (answeredSpaces.has(roomId)) return;
      answeredSpaces.add(roomId);
      await chat.elsewhere(roomId, chat.render({ kind: 'refused', to: '', refusal: { reason: 'wrong-space' } }));
    },
  };
}
