import { createHttpClient } from '../src/http/client.js';
import { createDispatcher } from '../src/http/dispatcher.js';
import { createWebexClock, systemTime, type WebexClock } from '../src/http/webex-clock.js';
import type { Deleter, EventReader, Log } from '../src/ports.js';
import { Secret } from '../src/secret.js';
import { createEventReader } from '../src/webex/compliance.js';
import { createDeleter } from '../src/webex/deletion.js';
import { createLanes } from '../src/webex/lanes.js';
import { createOfficerCalls, type OfficerCalls } from '../src/webex/officer-calls.js';
import type { Tokens } from '../src/webex/tokens.js';
import type { BenchOrg } from './org.js';

const quiet = (): void => undefined;
export const silentLog: Log = { debug: quiet, info: quiet, warn: quiet, error: quiet, child: () => silentLog };

export interface OfficerSide {
  readonly officer: string;
  readonly clock: WebexClock;
  readonly calls: OfficerCalls;
  readonly reader: EventReader;
  readonly deleter: Deleter;
  close(): Promise<void>;
}

/** The bot's own way to Webex as an officer: pool, client, lane, reader and deleter, joined as app.ts joins them. */
export function officerSide({ apiUrl, info, token }: BenchOrg): OfficerSide {
  const clock = createWebexClock(systemTime);
  const dispatcher = createDispatcher({ httpProxy: null, httpsProxy: null, noProxy: null });
  const http = createHttpClient({ baseUrl: apiUrl, dispatcher, clock, log: silentLog, random: Math.random });
  const calls = createOfficerCalls({ http, tokens: oneToken(token), lanes: createLanes({ clock, log: silentLog }) });
  const parts = { calls, clock, log: silentLog, random: Math.random };
  return {
    officer: info.officers[0].id,
    clock,
    calls,
    reader: createEventReader(parts),
    deleter: createDeleter(parts),
    close: () => dispatcher.destroy(),
  };
}

/** The vault is not what is measured. */
function oneToken(token: string): Tokens {
  const secret = new Secret('officer token', token);
  return { token: () => Promise.resolve(secret), renewed: () => Promise.reject(new Error('the token was refused')) };
}
