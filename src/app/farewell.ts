import type { Workflow } from '../flow/workflow.js';
import type { Audit, Clock, RequestStore } from '../ports.js';

/** The space is told within this, or not at all, ms: Webex may be what is missing. */
const TELLING_MS = 2_000;

/** Why the process ends: it was told to, or by a fault of its own. */
export type EndCause = 'signal' | 'fault';

export interface Farewell {
  readonly workflow: Workflow;
  readonly requests: RequestStore;
  readonly audit: Audit;
  readonly clock: Clock;
  readonly version: string;
}

/** Halts what is at work so that the next start goes on with it, puts the end on record, and says so in the space. */
export async function farewell(parts: Farewell, cause: EndCause): Promise<void> {
  const { workflow, requests, audit, clock, version } = parts;
  await workflow.stop();
  await audit.append({ type: 'bot.stopped', actor: 'bot', purge: null, details: { version, cause } });
  const runs = (await requests.all()).filter(({ state }) => state === 'running');
  await Promise.race([workflow.say({ kind: 'stopping', runs }), clock.wait(TELLING_MS)]);
}
