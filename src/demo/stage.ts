import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { request } from 'undici';
import type { SimulatorClient } from '../simulator/client.js';
import type { OrgInfo, OrgPerson } from '../simulator/control-types.js';
import type { SimulatorOptions } from '../simulator/settings.js';
import { seenThrough } from '../simulator/shown-as.js';
import { spawnSimulator } from '../simulator/spawn.js';

export interface StageOptions {
  readonly simulator?: SimulatorOptions;
  /** Variables of the bot beside those that join it to the simulator; an empty one unsets it. */
  readonly env?: Readonly<Record<string, string>>;
  /** How the bot is started; the compiled command line by default. */
  readonly command?: readonly [program: string, ...args: string[]];
  /** Gives up waiting for the bot: setting the stage then clears it again and throws. */
  readonly cancelled?: AbortSignal;
}

/** A simulated org and a bot in it, each a process of its own, with a data folder of their own that goes with them. */
export interface Stage {
  readonly org: OrgInfo;
  readonly webex: SimulatorClient;
  readonly bot: BotProcess;
  readonly publicUrl: string;
  readonly dataDir: string;
  readonly env: Readonly<Record<string, string>>;
  signIn(person: OrgPerson): Promise<string>;
  /** Starts the bot again, after it ended or was killed; `changes` are variables that differ this time. */
  restart(changes?: Readonly<Record<string, string>>): Promise<void>;
  close(): Promise<void>;
}

export interface BotProcess {
  /** Everything it printed so far. */
  output(): string;
  /** Its exit code; waits for the end. */
  ended(): Promise<number | null>;
  signal(name: NodeJS.Signals): void;
}

/** The bot needs this long to load the framework and connect, on a slow machine. */
const STARTS_WITHIN_MS = 60_000;

const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

/** Sets the scene and waits until the bot is connected. */
export async function setStage(options: StageOptions = {}): Promise<Stage> {
  const folder = await mkdtemp(join(tmpdir(), 'webex-purge-bot-'));
  const port = await freePort();
  const publicUrl = `http://localhost:${String(port)}`;
  const removeFolder = (): Promise<void> => rm(folder, { recursive: true, force: true });
  const settings = { redirectUris: [`${publicUrl}/callback`], ...options.simulator };
  const simulator = await spawnSimulator(settings).catch(async (error: unknown) => {
    await removeFolder();
    throw error;
  });
  const org = await simulator.client.org();
  const env = {
    ...botEnvironment(org, { webexUrl: asSeen(simulator.url, options), publicUrl, folder }),
    ...options.env,
  };
  const command = options.command ?? [process.execPath, MAIN, 'start'];
  let child = startBot(command, env, folder);
  const stage: Stage = {
    org,
    webex: simulator.client,
    publicUrl,
    env,
    dataDir: env['DATA_DIR'] ?? join(folder, 'data'),
    bot: {
      output: () => child.output(),
      ended: () => child.ended,
      signal: (name) => void child.process.kill(name),
    },
    signIn: (person) => signIn({ publicUrl, webexUrl: simulator.url }, person),
    restart: async (changes = {}) => {
      child = startBot(command, { ...env, ...changes }, folder);
      await connected(publicUrl, child);
    },
    close: async () => {
      child.process.kill('SIGTERM');
      await child.ended;
      await simulator.stop();
      await removeFolder();
    },
  };
  await connected(publicUrl, child, options.cancelled).catch(async (error: unknown) => {
    await stage.close();
    throw error;
  });
  return stage;
}

/** By which address the bot knows Webex. */
function asSeen(url: string, { simulator }: StageOptions): string {
  return simulator?.shownAs === undefined ? url : seenThrough(url, simulator.shownAs);
}

function botEnvironment(
  org: OrgInfo,
  { webexUrl, publicUrl, folder }: { webexUrl: string; publicUrl: string; folder: string },
): Record<string, string> {
  return {
    WEBEX_BOT_TOKEN: org.botToken,
    ADMIN_ROOM_ID: org.adminRoomId,
    OFFICERS: org.officers.map(({ email }) => email).join(','),
    CLIENT_ID: org.clientId,
    CLIENT_SECRET: org.clientSecret,
    PUBLIC_URL: publicUrl,
    TOKEN_ENCRYPTION_KEY: randomBytes(32).toString('base64'),
    TARGET_MSG_AGE: '30d',
    GRACE_PERIOD: '1s',
    WEBEX_API_URL: `${webexUrl}/v1`,
    U2C_SERVICE_URL: `${webexUrl}/u2c/api/v1`,
    METRICS_SERVICE_URL: `${webexUrl}/metrics/api/v1`,
    DATA_DIR: join(folder, 'data'),
    LOG_FORMAT: 'text',
  };
}

interface StartedBot {
  readonly process: ChildProcess;
  readonly ended: Promise<number | null>;
  readonly output: () => string;
}

/** A bot with these variables and no others but what a program needs to be found and to run. */
export function startBot(
  [program, ...args]: readonly [string, ...string[]],
  env: Readonly<Record<string, string>>,
  cwd: string,
): StartedBot {
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn(program, args, { cwd, env: { PATH, HOME, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  const printed: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data: Buffer) => printed.push(data));
  const ended = once(child, 'close').then(([code]) => code as number | null);
  return { process: child, ended, output: () => Buffer.concat(printed).toString() };
}

/** The bot answers /readyz with everything but an officer's sign-in once it hears the space. */
async function connected(publicUrl: string, bot: StartedBot, cancelled?: AbortSignal): Promise<void> {
  const failed = bot.ended.then((code) => {
    throw new Error(`the bot ended with ${String(code)} before it was connected:\n${bot.output()}`);
  });
  failed.catch(() => undefined);
  let over = false;
  const isConnected = async (): Promise<boolean> => {
    if (over) return true; // nobody waits any more
    const { body } = await request(`${publicUrl}/readyz`);
    return !(await body.text()).includes('not connected');
  };
  try {
    await Promise.race([failed, abortOf(cancelled), until('the bot is connected', isConnected, STARTS_WITHIN_MS)]);
  } finally {
    over = true;
  }
}

/** Rejects when the signal comes; without one it waits for ever. */
async function abortOf(cancelled: AbortSignal = new AbortController().signal): Promise<never> {
  if (!cancelled.aborted) await once(cancelled, 'abort');
  throw cancelled.reason;
}

/** Signs in as the browser of this person would: follows Webex's redirects, keeps the cookie, answers the last page. */
async function signIn(
  { publicUrl, webexUrl }: { readonly publicUrl: string; readonly webexUrl: string },
  person: OrgPerson,
): Promise<string> {
  const login = await request(`${publicUrl}/login`);
  await login.body.dump();
  const authorize = new URL(String(login.headers['location']));
  // A browser needs no proxy to reach Webex.
  authorize.host = new URL(webexUrl).host;
  authorize.searchParams.set('login_hint', person.email);
  const consent = await request(authorize);
  await consent.body.dump();
  const cookie = [login.headers['set-cookie'] ?? []]
    .flat()
    .map((header) => header.split(';')[0])
    .join('; ');
  const callback = await request(String(consent.headers['location']), { headers: { cookie } });
  const page = await callback.body.text();
  if (callback.statusCode !== 200) throw new Error(`${person.displayName} could not sign in: ${page}`);
  return page;
}

/** Asks again and again until it is so. A failing question counts as no. */
export async function until(what: string, isSo: () => Promise<boolean>, withinMs = 30_000): Promise<void> {
  const end = performance.now() + withinMs;
  while (!(await isSo().catch(() => false))) {
    if (performance.now() > end) throw new Error(`waited ${String(withinMs / 1_000)} s in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
