import { randomBytes } from 'node:crypto';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { clockFrom } from './clock.js';
import { controlRoutes } from './control.js';
import { Faults } from './faults.js';
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

export interface RunningSimulator {
  /** e.g. "http://127.0.0.1:40123"; the API is at `/v1` below it. */
  readonly url: string;
  readonly stop: () => Promise<void>;
}

const HOST = '127.0.0.1';
const DAY_MS = 86_400_000;
const YEARS_MS = 3650 * DAY_MS;
const DEFAULTS = { port: 0, seed: 1, people: 200, days: 120, messages: 4000 };
const DEFAULT_REDIRECTS = ['http://localhost:5000/callback', 'http://127.0.0.1:5000/callback'];

/** Starts a Webex org on loopback. The same seed and `now` give the same people, rooms and messages; tokens always differ. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<RunningSimulator> {
  const { port, people, days, messages } = { ...DEFAULTS, ...options };
  const org = createOrg(options);
  const server = await listen(org, port, (cast) => seedMessages(org, cast, { messages, days }), { people, days });
  return server;
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
