import type { Asker, Hold, HoldEffect, Json, Refusal, RemovedHoldNote } from '../model.js';
import type { Claimed, Claims } from './claims.js';
import { effectsOf, STANDING_LISTS } from './hold-effect.js';
import type { HoldCommand } from './hold-command.js';
import { isOn } from './hold-sieve.js';
import { alsoHeld } from './holds.js';
import { nowIn } from './now.js';
import type { Parts } from './parts.js';
import type { Showing } from './showing.js';

/** A request that knows of a removal, and the audit's head with it. */
type Noted = Extract<Claimed, { ok: true }>;

/** What officers do with the hold list in chat. Answers null when it was done, else why not. */
export interface HoldCommands {
  obey(command: HoldCommand, officer: Asker): Promise<Refusal | null>;
}

export function createHoldCommands(parts: Parts, claims: Claims, showing: Pick<Showing, 'say' | 'card'>): HoldCommands {
  const { holds, signIn, log, clock } = parts;

  const list = async ({ id }: Asker): Promise<null> => {
    const { holds: all, changedAt } = await holds.current({ officer: await tokenOf(id), afresh: true });
    await showing.say({ kind: 'holds', holds: all, changedAt });
    return null;
  };

  const add = async (who: string, reason: string | null, by: Asker): Promise<Refusal | null> => {
    const already = await holds.given(who);
    if (already !== null) return { reason: 'already-held', hold: already };
    const signedIn = (await tokenOf(by.id)) !== null;
    const hold = await holds.add({ who, reason, by, signedIn });
    await showing.say({ kind: 'hold-added', hold, effects: await effects(hold) });
    return null;
  };

  /** The hold is in force, whether or not it can be counted what it does. */
  const effects = (hold: Hold): Promise<readonly HoldEffect[]> =>
    effectsOf(parts, hold).catch((error: unknown) => {
      log.error('what a new hold keeps could not be counted', { error });
      return [];
    });

  const remove = async (who: string, by: Asker): Promise<Refusal | null> => {
    const given = await holds.given(who);
    if (given === null) return notGiven(who);
    const reached = await noteRemoval(given, by);
    const removed = await holds.remove(given, by);
    await showing.say({ kind: 'hold-removed', hold: removed, still: await stillOn(removed) });
    for (const { request, head } of reached) {
      if (request.state === 'awaiting') await showing.card(request, { face: 'approval', request, head });
    }
    return null;
  };

  /** Lists that it reaches learn of it before it is gone: there is no moment in which its remover could approve them alone. */
  const noteRemoval = async (hold: Hold, by: Asker): Promise<readonly Noted[]> => {
    const noted: Noted[] = [];
    const at = nowIn(clock);
    for (const { request, kept, unknown } of await effectsOf(parts, hold, STANDING_LISTS)) {
      const note: RemovedHoldNote = { who: hold.who, by, at, reaches: kept + unknown };
      if (note.reaches === 0) continue;
      const claimed = await claims.claim(request.id, { kind: 'hold-removed', note }, (next) => ({
        type: 'purge.hold-removed',
        actor: by.id,
        purge: next.id,
        details: { digest: next.digest, note: note as unknown as Json },
      }));
      if (claimed.ok) noted.push(claimed);
    }
    return noted;
  };

  /** It is removed, whether or not the rest of the list can be read now. */
  const stillOn = async (removed: Hold): Promise<Hold | null> => {
    try {
      return alsoHeld(await holds.current({ officer: null, afresh: false }), removed);
    } catch (error) {
      log.warn('the hold list could not be read after a removal', { error });
      return null;
    }
  };

  const notGiven = async (who: string): Promise<Refusal> => {
    const { holds: all } = await holds.current({ officer: null, afresh: false });
    return all.some((hold) => isOn(hold, who)) ? { reason: 'held-by-file', who } : { reason: 'not-held', who };
  };

  const tokenOf = async (id: string): Promise<string | null> => ((await signIn.session(id)) === null ? null : id);

  return {
    obey: (command, officer) => {
      switch (command.action) {
        case 'list':
          return list(officer);
        case 'add':
          return add(command.who, command.reason, officer);
        case 'remove':
          return remove(command.who, officer);
      }
    },
  };
}
