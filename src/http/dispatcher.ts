import { Agent, EnvHttpProxyAgent, type Dispatcher } from 'undici';

/** Proxy settings as configured; null where there is none. Nothing is read from the environment here. */
export interface ProxySettings {
  readonly httpProxy: string | null;
  readonly httpsProxy: string | null;
  /** Comma separated hosts that are reached directly. */
  readonly noProxy: string | null;
}

/** Two officers' lanes at full width, and the bot beside them, without one starving the other. */
const CONNECTIONS_PER_HOST = 160;
const CONNECT_TIMEOUT_MS = 10_000;
/** Webex may think long about a wide event query; a 504 of its own comes within a minute. */
export const ANSWER_TIMEOUT_MS = 75_000;
/** A page of 1,000 events is some 2 MB; an answer far above that is no answer of Webex's. */
const MOST_ANSWER_BYTES = 64 * 1024 * 1024;

/** The one pool of connections: through the proxy where one is set and NO_PROXY does not except the host. */
export function createDispatcher(proxy: ProxySettings): Dispatcher {
  const options = {
    connections: CONNECTIONS_PER_HOST,
    connect: { timeout: CONNECT_TIMEOUT_MS },
    headersTimeout: ANSWER_TIMEOUT_MS,
    bodyTimeout: ANSWER_TIMEOUT_MS,
    maxResponseSize: MOST_ANSWER_BYTES,
  };
  if (proxy.httpProxy === null && proxy.httpsProxy === null) return new Agent(options);
  // Empty strings, because undici looks into the environment for whatever is left undefined.
  return new EnvHttpProxyAgent({
    ...options,
    httpProxy: proxy.httpProxy ?? '',
    httpsProxy: proxy.httpsProxy ?? '',
    noProxy: proxy.noProxy ?? '',
  });
}
