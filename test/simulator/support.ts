import { request } from 'undici';
import { SimulatorClient } from '../../src/simulator/client.js';
import type { OrgInfo, OrgPerson } from '../../src/simulator/control-types.js';
import type { SimulatorOptions } from '../../src/simulator/settings.js';
import { startSimulator } from '../../src/simulator/simulator.js';

export const REDIRECT = 'http://localhost:5000/callback';
export const ALL_SCOPES =
  'spark:kms spark:people_read spark-compliance:events_read spark-compliance:messages_read spark-compliance:messages_write spark-compliance:memberships_read';

/** Parsed JSON, as far as the tests look into it. */
export interface Json {
  readonly [name: string]: unknown;
  readonly items?: readonly Json[];
  readonly data?: Json;
}

export interface Answer {
  readonly status: number;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly text: string;
  /** The body as JSON; empty where it is none. */
  readonly json: Json;
}

export interface Stage {
  readonly sim: SimulatorClient;
  readonly org: OrgInfo;
  readonly stop: () => Promise<void>;
  readonly ask: (token: string, method: string, path: string, body?: unknown) => Promise<Answer>;
  readonly signIn: (person: OrgPerson, scopes?: string) => Promise<string>;
}

/** An org with the admin space only, unless the options say otherwise. */
export async function openStage(options: SimulatorOptions = {}): Promise<Stage> {
  const { url, stop } = await startSimulator({ people: 3, messages: 0, ...options });
  const sim = new SimulatorClient(url);
  const org = await sim.org();
  return {
    sim,
    org,
    stop,
    ask: (token, method, path, body) => send(path.startsWith('http') ? path : `${url}${path}`, { token, method, body }),
    signIn: (person, scopes = ALL_SCOPES) => signIn(url, org, person, scopes),
  };
}

interface Sent {
  readonly token?: string;
  readonly method: string;
  readonly body?: unknown;
  readonly form?: Record<string, string>;
}

export async function send(url: string, { token, method, body, form }: Sent): Promise<Answer> {
  const answer = await request(url, {
    method: method as 'GET',
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(form === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(form === undefined ? {} : { body: new URLSearchParams(form).toString() }),
  });
  const text = await answer.body.text();
  const isJson = String(answer.headers['content-type']).startsWith('application/json');
  return {
    status: answer.statusCode,
    headers: answer.headers,
    text,
    json: isJson ? (JSON.parse(text) as Json) : {},
  };
}

/** The whole authorization code grant; answers an access token. */
async function signIn(url: string, org: OrgInfo, person: OrgPerson, scope: string): Promise<string> {
  const query = new URLSearchParams({
    client_id: org.clientId,
    redirect_uri: REDIRECT,
    response_type: 'code',
    scope,
    login_hint: person.email,
  });
  const consent = await send(`${url}/v1/authorize?${query.toString()}`, { method: 'GET' });
  const code = new URL(String(consent.headers.location)).searchParams.get('code') ?? '';
  const form = {
    grant_type: 'authorization_code',
    code,
    redirect_uri: REDIRECT,
    client_id: org.clientId,
    client_secret: org.clientSecret,
  };
  const granted = await send(`${url}/v1/access_token`, { method: 'POST', form });
  return String(granted.json.access_token);
}

/** The address in a Link header's next relation. */
export function nextOf(answer: Answer): string | undefined {
  return /<([^>]+)>; rel="next"/.exec(String(answer.headers.link ?? ''))?.[1];
}

/** Asks again until the answer holds; fails with what was last seen. */
export async function until<T>(
  look: () => Promise<T> | T,
  holds: (seen: T) => boolean,
  deadlineMs = 15_000,
): Promise<T> {
  const end = Date.now() + deadlineMs;
  for (;;) {
    const seen = await look();
    if (holds(seen)) return seen;
    if (Date.now() > end) throw new Error(`Never held; last seen: ${JSON.stringify(seen)}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
