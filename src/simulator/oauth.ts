/** The authorisation endpoint: GET /v1/authorize (Webex's Login guide), with a page that asks who sits at the browser. */
import { randomBytes } from 'node:crypto';
import { accessToken } from './oauth-token.js';
import type { Call } from './call.js';
import type { GrantedCode, Person } from './model.js';
import { html, redirect } from './reply.js';
import type { Reply } from './reply.js';

/** What the simulated integration is registered for. */
const REGISTERED_SCOPES: readonly string[] = [
  'spark:all',
  'spark:kms',
  'spark:people_read',
  'spark-compliance:events_read',
  'spark-compliance:memberships_read',
  'spark-compliance:messages_read',
  'spark-compliance:messages_write',
  'spark-compliance:rooms_read',
];

const CODE_LIFE_MS = 600_000;

export class OAuth {
  readonly #codes = new Map<string, GrantedCode>();

  readonly authorize = (call: Call): Reply => {
    const { org, query } = call;
    const redirectUri = query.get('redirect_uri') ?? '';
    if (query.get('client_id') !== org.parts.clientId) return html('<h1>Unknown client_id</h1>', 400);
    if (!org.parts.redirectUris.includes(redirectUri)) return html('<h1>redirect_uri is not registered</h1>', 400);
    const back = (fields: Record<string, string>): Reply =>
      redirect(withState(redirectUri, fields, query.get('state')));
    const fault = faultOf(query);
    if (fault !== undefined) return back(fault);
    const person = whoIsThere(call);
    if (person === undefined) return html(choicePage(call));
    return back({ code: this.#grant(call, person, redirectUri) });
  };

  readonly token = (call: Call): Reply => accessToken(call, this.#codes);

  #grant({ org, query }: Call, person: Person, redirectUri: string): string {
    const code = randomBytes(32).toString('hex');
    this.#codes.set(code, {
      person,
      scopes: new Set(query.get('scope')?.split(' ')),
      clientId: org.parts.clientId,
      redirectUri,
      challenge: query.get('code_challenge') ?? undefined,
      expiresAt: org.clock.now() + CODE_LIFE_MS,
    });
    return code;
  }
}

function faultOf(query: URLSearchParams): Record<string, string> | undefined {
  if (query.get('response_type') !== 'code')
    return { error: 'unsupported_response_type', error_description: 'response_type must be code' };
  const unknown = (query.get('scope') ?? '').split(' ').filter((scope) => !REGISTERED_SCOPES.includes(scope));
  if (unknown.length > 0)
    return { error: 'invalid_scope', error_description: `Not registered for: ${unknown.join(' ')}` };
  if (query.has('code_challenge') && query.get('code_challenge_method') !== 'S256') {
    return { error: 'invalid_request', error_description: 'code_challenge_method must be S256' };
  }
  return undefined;
}

/** By cookie `sim_person` or by `login_hint`; that person consents at once. */
function whoIsThere({ org, query, headers }: Call): Person | undefined {
  const cookie = /(?:^|; *)sim_person=([^;]+)/.exec(headers.cookie?.toString() ?? '')?.[1];
  const email = query.get('login_hint') ?? (cookie && decodeURIComponent(cookie));
  return email ? org.personByEmail(email) : undefined;
}

/** A button for each person of the home org who holds a role, and for a few who hold none. */
function choicePage({ org, query }: Call): string {
  const people = [...org.people.values()].filter((person) => person.kind === 'person').slice(0, 12);
  const hidden = [...query].map(
    ([name, value]) => `<input type="hidden" name="${escapeHtml(name)}" value="${escapeHtml(value)}">`,
  );
  const buttons = people.map(
    ({ email, displayName }) =>
      `<button name="login_hint" value="${escapeHtml(email)}">${escapeHtml(displayName)}</button>`,
  );
  return `<!doctype html><title>Sign in to Webex (simulated)</title><h1>Who is signing in?</h1><form action="/v1/authorize">${hidden.join('')}${buttons.join(' ')}</form>`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (char) => `&#${char.charCodeAt(0)};`);
}

function withState(redirectUri: string, fields: Record<string, string>, state: string | null): string {
  const url = new URL(redirectUri);
  for (const [name, value] of Object.entries(fields)) url.searchParams.set(name, value);
  if (state !== null) url.searchParams.set('state', state);
  return url.href;
}
