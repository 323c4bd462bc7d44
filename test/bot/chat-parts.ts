import { createFrameworkChat, type FrameworkChat, type FrameworkChatOptions } from '../../src/bot/framework-chat.js';
import type { ProxyAddresses } from '../../src/bot/sdk-environment.js';
import { createHttpClient } from '../../src/http/client.js';
import { createDispatcher } from '../../src/http/dispatcher.js';
import { createWebexClock, systemTime } from '../../src/http/webex-clock.js';
import type { Log } from '../../src/ports.js';
import { Secret } from '../../src/secret.js';
import type { OrgInfo } from '../../src/simulator/control-types.js';

const NO_PROXY: ProxyAddresses = { httpProxy: null, httpsProxy: null, noProxy: null };

/** A log that keeps its lines as JSON. */
export function keptLog(): { log: Log; lines: string[] } {
  const lines: string[] = [];
  const note = (event: string, fields?: object): void => void lines.push(JSON.stringify([event, fields]));
  const log: Log = { debug: note, info: note, warn: note, error: note, child: () => log };
  return { log, lines };
}

/** The bot of a simulated org. */
export function chatOf(
  url: string,
  org: OrgInfo,
  {
    log,
    proxy = NO_PROXY,
    webhook = null,
    rehearsal = false,
    heardAgain = () => undefined,
    ...rest
  }: {
    log: Log;
    proxy?: ProxyAddresses;
    webhook?: FrameworkChatOptions['webhook'];
    rehearsal?: boolean;
    heardAgain?: FrameworkChatOptions['heardAgain'];
    patienceMs?: number;
  },
): FrameworkChat {
  const clock = createWebexClock(systemTime);
  const http = createHttpClient({
    baseUrl: `${url}/v1`,
    dispatcher: createDispatcher(proxy),
    clock,
    log,
    random: () => 0,
  });
  return createFrameworkChat({
    token: new Secret('bot token', org.botToken),
    roomId: org.adminRoomId,
    apiUrl: `${url}/v1`,
    u2cUrl: `${url}/u2c/api/v1`,
    metricsUrl: `${url}/metrics/api/v1`,
    proxy,
    webhook,
    rehearsal,
    heardAgain,
    http,
    clock,
    log,
    ...rest,
  });
}
