import { officerSide } from './officer-side.js';
import type { BenchOrg } from './org.js';

const BURST = 10;
const CALLERS = 100;
const STOP = new Error('time is up');

export interface LimitFigures {
  readonly perSecond: number;
  /** Of what the limit permitted, from the tenth and from the thirtieth second on. */
  readonly usedFrom10s: number;
  readonly usedFrom30s: number;
  /** Share of all answers. */
  readonly refused: number;
}

/** A hundred callers who never rest, at a limit of so many requests a second. */
export async function measureLimit(org: BenchOrg, perSecond: number, seconds: number): Promise<LimitFigures> {
  const { client } = org.simulator;
  await client.set({ ratePerSecond: perSecond, rateBurst: BURST });
  await client.clearRequests();
  const acceptedAt = await callFor(org, seconds);
  const { total, counts } = await client.requests();
  await client.set({ ratePerSecond: 0 });
  const used = (fromS: number): number =>
    acceptedAt.filter((at) => at >= fromS && at < seconds).length / (perSecond * (seconds - fromS));
  const refused = Object.entries(counts).filter(([kind]) => kind.endsWith(' 429'));
  return {
    perSecond,
    usedFrom10s: used(10),
    usedFrom30s: used(30),
    refused: refused.reduce((sum, [, count]) => sum + count, 0) / total,
  };
}

/** When each call was answered, in seconds from the start. */
async function callFor(org: BenchOrg, seconds: number): Promise<readonly number[]> {
  const side = officerSide(org);
  const stop = new AbortController();
  const begun = performance.now();
  const acceptedAt: number[] = [];
  const caller = async (): Promise<void> => {
    while (!stop.signal.aborted) {
      await side.calls(side.officer, 'read', { method: 'GET', path: '/people/me' }, stop.signal);
      acceptedAt.push((performance.now() - begun) / 1_000);
    }
  };
  const timer = setTimeout(() => stop.abort(STOP), seconds * 1_000);
  const ends = await Promise.allSettled(Array.from({ length: CALLERS }, caller));
  clearTimeout(timer);
  await side.close();
  for (const end of ends) if (end.status === 'rejected' && end.reason !== STOP) throw end.reason;
  return acceptedAt;
}
