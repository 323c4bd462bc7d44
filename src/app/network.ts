import type { Dispatcher } from 'undici';
import type { Config } from '../config.js';
import { createHttpClient, type HttpClient } from '../http/client.js';
import { createDispatcher } from '../http/dispatcher.js';
import { createWebexClock, systemTime, type WebexClock } from '../http/webex-clock.js';
import { countedDispatcher } from '../metrics/counted-dispatcher.js';
import type { Counting } from '../metrics.js';
import type { Log } from '../ports.js';

/** The way to Webex, shared by both identities; their tokens are not. */
export interface Network {
  readonly clock: WebexClock;
  readonly dispatcher: Dispatcher;
  readonly http: HttpClient;
}

export function openNetwork(
  { config, log }: { readonly config: Config; readonly log: Log },
  counting: Counting,
): Network {
  const clock = createWebexClock(systemTime);
  const dispatcher = countedDispatcher(createDispatcher(config.proxy), { clock, counting });
  const http = createHttpClient({
    baseUrl: config.webex.apiUrl,
    dispatcher,
    clock,
    log: log.child({ part: 'http' }),
    random: Math.random,
  });
  return { clock, dispatcher, http };
}
