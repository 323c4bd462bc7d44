import { request, type Dispatcher } from 'undici';
import type { Config } from '../config.js';
import { fault, fine, warning, type Finding } from './doctor-finding.js';

/** The bot answers /healthz at once, or it is not there. */
const PATIENCE_MS = 3_000;

export interface Answer {
  readonly status: number;
  readonly body: string;
}

/** One look at a page of our own; null where nobody answers. */
export async function look(url: string, dispatcher?: Dispatcher): Promise<Answer | null> {
  const through = dispatcher === undefined ? {} : { dispatcher };
  try {
    const signal = AbortSignal.timeout(PATIENCE_MS);
    const { statusCode, body } = await request(url, { ...through, signal, headers: { accept: 'application/json' } });
    return { status: statusCode, body: await body.text() };
  } catch {
    return null;
  }
}

export function isOurs(answer: Answer | null): boolean {
  return answer?.status === 200 && answer.body.includes('"status":"up"');
}

export interface ProcessState {
  readonly running: boolean;
  readonly findings: readonly Finding[];
}

/** Is the bot at work on this machine, and what does it say of itself? */
export async function checkProcess({ web }: Config): Promise<ProcessState> {
  const here = `${reachable(web.host)}:${String(web.port)}`;
  const health = await look(`http://${here}/healthz`);
  if (isOurs(health)) return { running: true, findings: await readiness(here) };
  if (health === null) {
    const says = `The bot does not run on this machine now: nothing answers on ${here}.`;
    return { running: false, findings: [warning('process', says, 'Start it with `npm start`.')] };
  }
  const says = `Something else than the bot answers on ${here}.`;
  const todo = 'Choose another PORT for the bot, and correct PUBLIC_URL where it names the port.';
  return { running: false, findings: [fault('process', says, todo)] };
}

/** An address to listen on at all interfaces is none to connect to. */
function reachable(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return host.includes(':') && !host.startsWith('[') ? `[${host}]` : host;
}

async function readiness(here: string): Promise<readonly Finding[]> {
  const reasons = reasonsIn(await look(`http://${here}/readyz`));
  if (reasons.length === 0) return [fine('process', `The bot runs on ${here} and is ready.`)];
  const todo = 'Its log says more; the findings below may say why.';
  return reasons.map((reason) => fault('process', `The bot runs on ${here}, but ${reason}.`, todo));
}

function reasonsIn(answer: Answer | null): readonly string[] {
  try {
    const { reasons } = JSON.parse(answer?.body ?? '') as { reasons: readonly string[] };
    return reasons.map(String);
  } catch {
    return ['it does not say whether it is ready'];
  }
}
