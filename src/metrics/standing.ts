import type { Standing } from '../metrics.js';
import type { Clock, RequestStore, SignIn } from '../ports.js';

/** How things stand now, by what is stored. */
export async function standingOf(parts: {
  readonly connected: boolean;
  readonly requests: RequestStore;
  readonly signIn: SignIn;
  readonly clock: Clock;
}): Promise<Standing> {
  const [requests, sessions] = await Promise.all([parts.requests.all(), parts.signIn.sessions()]);
  const now = parts.clock.now();
  // A scan that was cut off leaves no figures.
  const scans = requests.filter(({ summary }) => summary !== null).map(({ createdAt }) => Date.parse(createdAt));
  const ends = sessions.map(({ endsAt }) => Date.parse(endsAt));
  return {
    connected: parts.connected,
    requestsOpen: requests.filter(({ state }) => state === 'awaiting').length,
    purgesRunning: requests.filter(({ state }) => state === 'running').length,
    officersSignedIn: sessions.length,
    nearestSignInEndMs: ends.length === 0 ? null : Math.min(...ends) - now,
    sinceLastScanMs: scans.length === 0 ? null : Math.max(0, now - scans.reduce((a, b) => Math.max(a, b))),
  };
}
