import { RefusedError } from '../errors.js';
import type { HttpClient } from '../http/client.js';
import type { Person, Session } from '../model.js';
import type { Clock, Log, Probe, Random, SignInDesk, SignInRefusal, SignInResult, TokenSet, Vault } from '../ports.js';
import type { OfficerToken } from '../secret.js';
import { readPerson } from './answers.js';
import { probeWith } from './probe.js';
import { missingScopes, SCOPES, type OAuth } from './oauth.js';
import { sessionIn } from './session-in.js';

/** A sign-in that takes longer is begun anew. */
const STATE_LIFE_MS = 10 * 60_000;

/** Sign-ins under way at once; a flood of /login drops the oldest, not the process. */
const MOST_STATES = 1_000;

interface Begun {
  readonly browser: string;
  readonly verifier: string;
  readonly untilMs: number;
}

export interface DeskParts {
  readonly oauth: OAuth;
  readonly http: HttpClient;
  readonly vault: Vault;
  readonly clock: Clock;
  readonly random: Pick<Random, 'token'>;
  readonly log: Log;
  readonly isOfficer: (person: Person) => boolean;
  /** Called before the tokens are kept; when it rejects, they are not. */
  readonly signingIn: (session: Session) => Promise<void>;
  readonly signedIn: (session: Session) => void;
}

/** Authorization code with PKCE. Each state is used once, within ten minutes, by the browser that began. */
export function createSignInDesk(parts: DeskParts): SignInDesk {
  const { oauth, clock, random } = parts;
  const open = new Map<string, Begun>();

  const begin = async (): Promise<{ location: string; browser: string }> => {
    const [state, browser, verifier] = [random.token(32), random.token(32), random.token(64)];
    const location = await oauth.authorizeUrl({ state, verifier });
    for (const oldest of open.keys()) {
      if (open.size < MOST_STATES) break;
      open.delete(oldest);
    }
    open.set(state, { browser, verifier, untilMs: clock.now() + STATE_LIFE_MS });
    return { location, browser };
  };

  const spend = (state: string, browser: string | null): Begun | null => {
    const begun = open.get(state);
    if (begun === undefined || begun.browser !== browser) return null;
    open.delete(state);
    return clock.now() < begun.untilMs ? begun : null;
  };

  const finish = async (query: Readonly<Record<string, string>>, browser: string | null): Promise<SignInResult> => {
    const begun = spend(query['state'] ?? '', browser);
    if (begun === null) return refused({ kind: 'state' });
    const { error, code } = query;
    if (error !== undefined) return refused(sentBack(error, query['error_description'] ?? null));
    if (code === undefined) return refused({ kind: 'code-refused' });
    const tokens = await oauth.exchange({ code, verifier: begun.verifier });
    return tokens === null ? refused({ kind: 'code-refused' }) : admit(parts, tokens);
  };

  return {
    begin,
    finish: async (query, browser) => {
      try {
        return await finish(query, browser);
      } catch (error) {
        parts.log.warn('sign-in.failed', { error });
        return refused({ kind: error instanceof RefusedError ? 'code-refused' : 'unreachable' });
      }
    },
  };
}

/** `invalid_scope` is OAuth's word for a scope that the integration's page does not list (RFC 6749, 4.1.2.1). */
function sentBack(error: string, description: string | null): SignInRefusal {
  if (error === 'invalid_scope') return { kind: 'scopes-unregistered', needed: SCOPES, said: description ?? '' };
  return { kind: 'webex', error, description };
}

/** Who is it, may they, can they? Only then are the tokens kept. */
async function admit(parts: DeskParts, tokens: TokenSet): Promise<SignInResult> {
  const { http, vault, clock, signingIn, signedIn } = parts;
  const person = await whoHolds(http, tokens.accessToken);
  if (person === null) return refused({ kind: 'code-refused' });
  const { id: personId, email, displayName } = person;
  if (!parts.isOfficer(person)) return refused({ kind: 'not-officer', name: displayName, email });
  const probe = await probeWith(http, tokens.accessToken);
  if (!probe.ok) return refused(withoutRole(probe, displayName, tokens));
  const record = {
    personId,
    email,
    displayName,
    signedInAt: new Date(clock.now()).toISOString(),
    tokens,
    renewalBegunAt: null,
  };
  const session = sessionIn(record);
  await signingIn(session);
  await vault.put(record);
  signedIn(session);
  return { ok: true, session };
}

function withoutRole(probe: Probe & { ok: false }, name: string, { scopes }: TokenSet): SignInRefusal {
  if (probe.cause === 'unreachable') return { kind: 'unreachable' };
  return { kind: 'no-role', name, missingScopes: missingScopes(scopes) };
}

async function whoHolds(http: HttpClient, token: OfficerToken): Promise<Person | null> {
  try {
    return readPerson((await http.send({ method: 'GET', path: '/people/me' }, token)).json());
  } catch (error) {
    if (error instanceof RefusedError) return null;
    throw error;
  }
}

function refused(refusal: SignInRefusal): SignInResult {
  return { ok: false, refusal };
}
