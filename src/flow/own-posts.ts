import { SignInNeededError } from '../errors.js';
import type { Officer, OwnPost, PersonId } from '../model.js';
import type { Clock, OwnPosts, SignIn } from '../ports.js';
import { nowIn } from './now.js';

export interface LookingParts {
  readonly ownPosts: OwnPosts;
  readonly clock: Pick<Clock, 'now'>;
  readonly signIn: Pick<SignIn, 'sessions'>;
  readonly officers: readonly Officer[];
}

/** What the bot has posted since then, with the heads that it showed; read with this officer's token. */
export async function postsSince(parts: LookingParts, officer: PersonId, sinceMs: number): Promise<readonly OwnPost[]> {
  const span = { from: new Date(sinceMs).toISOString(), to: nowIn(parts.clock) };
  const found: OwnPost[] = [];
  for await (const posts of parts.ownPosts.showingHeads(officer, span)) found.push(...posts);
  return found;
}

/**
 * Does it with the token of the first signed-in officer with whom it works; the error of the last one where it works with
 * none. Null where nobody is signed in.
 */
export async function asAnyOfficer<T>(
  { signIn, officers }: Pick<LookingParts, 'signIn' | 'officers'>,
  task: (officer: PersonId) => Promise<T>,
): Promise<{ readonly answer: T } | null> {
  const signedIn = (await signIn.sessions()).filter(({ personId }) => officers.some(({ id }) => id === personId));
  let failure: { readonly error: unknown } | null = null;
  for (const { personId } of signedIn) {
    try {
      return { answer: await task(personId) };
    } catch (error) {
      failure = { error };
    }
  }
  if (failure === null || failure.error instanceof SignInNeededError) return null;
  throw failure.error;
}
