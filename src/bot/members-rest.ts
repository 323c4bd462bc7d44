import { z } from 'zod';
import type { HttpAnswer, HttpRequest } from '../http/client.js';
import { pages } from '../http/pages.js';
import type { Member } from '../model.js';
import { shaped } from './shaped.js';

/** Webex's Memberships reference: at most a thousand at once. */
const PAGE = 1_000;

const MEMBERSHIP = z.object({ personId: z.string(), personEmail: z.string(), personOrgId: z.string().optional() });

/** Everybody in a space that the bot is a member of, itself included. Errors are those of `send`. */
export async function membersOf(
  send: (request: HttpRequest) => Promise<HttpAnswer>,
  roomId: string,
): Promise<readonly Member[]> {
  const found: Member[] = [];
  for await (const items of pages({ send, path: '/memberships', query: { roomId, max: PAGE } })) {
    found.push(...items.map(memberIn));
  }
  return found;
}

function memberIn(item: unknown): Member {
  const { personId, personEmail, personOrgId } = shaped(item, MEMBERSHIP, 'a member of a space');
  return { personId, email: personEmail, orgId: personOrgId ?? null };
}
