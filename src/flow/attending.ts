import { inLogContext } from '../log-context.js';
import type { PurgeRequest } from '../model.js';
import { due, type Job, type Surroundings } from './agenda.js';
import type { Asking } from './asking.js';
import type { Claims } from './claims.js';
import type { Deciding } from './deciding.js';
import type { Mending } from './mending.js';
import type { Parts } from './parts.js';
import { remind } from './reminders.js';
import type { Retrying } from './retrying.js';
import type { Running } from './running.js';
import type { Showing } from './showing.js';
import { withdraw } from './withdrawing.js';

export interface AttendingParts {
  readonly parts: Parts;
  readonly claims: Claims;
  readonly showing: Showing;
  readonly running: Running;
  readonly asking: Asking;
  readonly deciding: Deciding;
  readonly mending: Mending;
  readonly retrying: Retrying;
}

/** What falls due of the requests that stand: one job a request at a time, tried again until it is done. */
export interface Attending {
  /** Begins what is due and does not wait for it. */
  begin(requests: readonly PurgeRequest[], around: Pick<Surroundings, 'stopFile' | 'behind'>): void;
  /** Ids of requests that somebody is at work on. */
  busy(): ReadonlySet<string>;
}

export function createAttending(given: AttendingParts): Attending {
  const { parts, claims, showing, running, asking, deciding, mending, retrying } = given;
  const attended = new Set<string>();

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

  const busy = (): ReadonlySet<string> => new Set([...running.workers(), ...asking.scanning(), ...attended]);
  return {
    begin: (requests, around) => {
      for (const job of due(requests, { ...around, nowMs: parts.clock.now(), attended: busy() })) void attend(job);
    },
    busy,
  };
}
