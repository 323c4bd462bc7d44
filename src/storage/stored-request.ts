import type { PurgeRequest, Summary } from '../model.js';

/** What the first version knew of a scan. */
type Early = Pick<Summary, 'messages' | 'people' | 'spaces' | 'oldest' | 'newest' | 'busiest' | 'leftOut' | 'scanned'>;

/** The rest is unknown there, and so nothing is concluded from it. */
const UNKNOWN: Omit<Summary, keyof Early | 'atMost'> = {
  weeks: [],
  outside: null,
  coverage: { holes: [], nothingBefore: null },
  previous: null,
  forecast: null,
  passing: null,
  split: null,
  continues: null,
  covered: null,
};

/** A request as an earlier version stored it, in today's form. */
export function brought(request: PurgeRequest): PurgeRequest {
  const stored: (Early & Partial<Summary>) | null = request.summary;
  if (stored === null) return request;
  return { ...request, summary: { ...UNKNOWN, atMost: stored.messages, ...stored } };
}

/** All of them, by id. */
export function broughtAll(requests: Readonly<Record<string, PurgeRequest>>): Readonly<Record<string, PurgeRequest>> {
  return Object.fromEntries(Object.entries(requests).map(([id, request]) => [id, brought(request)]));
}
