import type { Standing } from './gauges.js';
import type { PurgeRequest, Session } from '../model.js';
import type { Clock, LaneStanding, RequestStore, SignIn } from '../ports.js';

/** How things stand now, by what is stored. */
export async function standingOf(parts: {
  readonly connected: boolean;
  readonly requests: RequestStore;
  readonly signIn: SignIn;
  readonly clock: Clock;
  readonly lanes: readonly LaneStanding[];
}): Promise<Standing> {
  const [requests, sessions] = await Promise.all([parts.requests.all(), parts.signIn.sessions()]);
  const now = parts.clock.now();
  // A scan that was cut off leaves no figures.
  const scans = requests.filter(({ summary }) => summary !== null).map(({ createdAt }) => Date.parse(createdAt));
  return {
    connected: parts.connected,
    requestsOpen: requests.filter(({ state }) => state === 'awaiting').length,
    purgesRunning: requests.filter(({ state }) => state === 'running').length,
    scansOpen: requests.filter(({ state }) => state === 'scanning').length,
    signInsLeftMs: sessions.toSorted(byPersonId).map(({ endsAt }) => Date.parse(endsAt) - now),
    lanes: parts.lanes,
    ...passingOf(requests, now),
    sinceLastScanMs: scans.length === 0 ? null : Math.max(0, now - scans.reduce((a, b) => Math.max(a, b))),
  };
}

function passingOf(requests: readonly PurgeRequest[], now: number): Pick<Standing, 'passingOut' | 'passingOutInMs'> {
  const open = requests.filter(({ state, policy }) => state === 'awaiting' && policy);
  const passing = open.map(({ summary }) => summary?.passing ?? null).filter((one) => one !== null);
  const starts = passing.map(({ from }) => Date.parse(from));
  return {
    passingOut: passing.reduce((sum, { messages }) => sum + messages, 0),
    passingOutInMs: starts.length === 0 ? null : Math.max(0, Math.min(...starts) - now),
  };
}

function byPersonId(a: Session, b: Session): number {
  return a.personId < b.personId ? -1 : 1;
}
