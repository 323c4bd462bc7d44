import { randomBytes } from 'node:crypto';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { clockFrom } from './clock.js';
import { controlRoutes } from './control.js';
import { Faults } from './faults.js';
import { seenThrough } from './shown-as.js';
import { RateLimit } from './limits.js';
import { Mercury } from './mercury.js';
import type { Person, Token } from './model.js';
import { OAuth } from './oauth.js';
import { Org } from './org.js';
import { Random } from './random.js';
import { RequestLog } from './request-log.js';
import { webexRoutes } from './routes.js';
import { seedMessages } from './seed-messages.js';
import { seedPeople } from './seed.js';
import { createApiServer } from './server.js';
import { defaultSettings } from './settings.js';
import type { Settings, SimulatorOptions } from './settings.js';
import { deliverWebhooks } from './webhook-delivery.js';
import type { World } from './world.js';

export interface RunningSimulator {
  /** e.g. "http://127.0.0.1:40123"; the API is at `/v1` below it. */
  readonly url: string;
  readonly stop: () => Promise<void>;
}

const HOST = '127.0.0.1';
const DAY_MS = 86_400_000;
/** App and bot tokens outlive every test. */
const FOR_EVER = Number.MAX_SAFE_INTEGER;
const DEFAULTS = { port: 0, seed: 1, people: 200, days: 120, messages: 4000 };
const DEFAULT_REDIRECTS = ['http://localhost:5000/callback', 'http://127.0.0.1:5000/callback'];

/** Starts a Webex org on loopback. The same seed and `now` give the same people, rooms and messages; tokens always differ. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<RunningSimulator> {
  const org = createOrg(options);
  const world = populate(org, options);
  deliverWebhooks(org);
  const limit = new RateLimit(org.settings, () => Date.now());
  const routes = [...webexRoutes(new OAuth()), ...controlRoutes(world)];
  const server = createApiServer({ org, routes, limit, faults: world.faults, log: world.log });
  world.mercury.attach(server);
  const url = await listen(server, options.port ?? DEFAULTS.port);
  org.base = `${options.shownAs === undefined ? url : seenThrough(url, options.shownAs)}/v1`;
  return { url, stop: () => close(server, world.mercury) };
}

function populate(org: Org, options: SimulatorOptions): World {
  const { people, days, messages } = { ...DEFAULTS, ...options };
  const cast = seedPeople(org, people, org.clock.now() - 2 * days * DAY_MS);
  seedMessages(org, cast, { messages, days });
  const botToken = issue(org, cast.bot, 'bot');
  const appTokens = new Map([...cast.officers, cast.member].map((person) => [person.uuid, issue(org, person, 'app')]));
  return { org, cast, botToken, appTokens, faults: new Faults(), log: new RequestLog(), mercury: new Mercury(org) };
}

/** The SDK reads the org out of a token's shape, `<something>_PF84_<org uuid>`. */
function issue(org: Org, person: Person, kind: 'bot' | 'app'): string {
  const value = `${randomBytes(32).toString('hex')}_PF84_${org.uuid}`;
  const token: Token = { value, person, kind, scopes: new Set(['spark:all']), expiresAt: FOR_EVER };
  org.tokens.set(value, token);
  return value;
}

function listen(server: Server, port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, HOST, () => resolve(`http://${HOST}:${(server.address() as AddressInfo).port}`));
  });
}

function close(server: Server, mercury: Mercury): Promise<void> {
  mercury.close();
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

function createOrg(options: SimulatorOptions): Org {
  const settings = settingsFrom(options);
  const clock = clockFrom(options.now, () => Date.now());
  clock.offsetMs = settings.clockOffsetMs;
  return new Org({
    clock,
    random: new Random(options.seed ?? DEFAULTS.seed),
    settings,
    clientId: `C${randomBytes(32).toString('hex')}`,
    clientSecret: randomBytes(32).toString('hex'),
    redirectUris: options.redirectUris ?? DEFAULT_REDIRECTS,
  });
}

/** Options that are settings, over the defaults. */
function settingsFrom(options: SimulatorOptions): Settings {
  const given = Object.entries(options).filter(([name]) => name in defaultSettings);
  return { ...defaultSettings, ...(Object.fromEntries(given) as Partial<Settings>) };
}
