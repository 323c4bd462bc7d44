import type { Call } from './call.js';
import { json } from './reply.js';
import type { Reply } from './reply.js';

/** A page of a list that is at hand as a whole, with a Link to the next one (RFC 5988), its cursor an offset. */
export function offsetPage(call: Call, all: readonly unknown[], max: number): Reply {
  const start = Number(call.query.get('cursor') ?? 0);
  const items = all.slice(start, start + max);
  const headers = start + max < all.length ? { Link: nextLink(call, { cursor: String(start + max) }) } : {};
  return json({ items }, { headers });
}

/** The same request with some parameters changed. */
export function nextLink(call: Call, changed: Record<string, string>): string {
  const query = new URLSearchParams(call.query);
  for (const [name, value] of Object.entries(changed)) query.set(name, value);
  return `<${new URL(call.org.base).origin}${call.path}?${query.toString()}>; rel="next"`;
}
