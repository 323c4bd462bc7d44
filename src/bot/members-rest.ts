import { z } from 'zod';
import { OddAnswerError } from '../errors.js';
import type { HttpAnswer, HttpRequest } from '../http/client.js';
import type { Member } from '../model.js';

/** Webex's Memberships reference: at most a thousand at once. */
const PAGE = 1_000;

const MEMBERSHIP = z.object({ personId: z.string(), personEmail: z.string(), personOrgId: z.string().optional() });
const MEMBERSHIPS = z.object({ items: z.array(MEMBERSHIP) });

/** Everybody in a space that the bot is a member of, itself included. Errors are those of `send`. */
export async function membersOf(
  send: (request: HttpRequest) => Promise<HttpAnswer>,
  roomId: string,
): Promise<readonly Member[]> {
  const found: Member[] = [];
  let next: HttpRequest | null = { method: 'GET', path: '/memberships', query: { roomId, max: PAGE } };
  while (next !== null) {
    const answer: HttpAnswer = await send(next);
    found.push(...read(answer).map(memberIn));
    const following: string | undefined = /<([^>]+)>\s*;\s*rel="?next"?/i.exec(answer.headers['link'] ?? '')?.[1];
    next = following === undefined ? null : { method: 'GET', path: following };
  }
  return found;
}

function memberIn({ personId, personEmail, personOrgId }: z.infer<typeof MEMBERSHIP>): Member {
  return { personId, email: personEmail, orgId: personOrgId ?? null };
}

function read(answer: HttpAnswer): readonly z.infer<typeof MEMBERSHIP>[] {
  const parsed = MEMBERSHIPS.safeParse(answer.json());
  if (parsed.success) return parsed.data.items;
  throw new OddAnswerError('Webex described the members of a space in an unknown form', { cause: parsed.error });
}
