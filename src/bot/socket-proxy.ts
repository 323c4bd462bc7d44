import { createRequire } from 'node:module';
import { connect as connectPlain, type Socket } from 'node:net';
import { connect as connectSecure } from 'node:tls';
import createHttpsProxyAgent from 'https-proxy-agent';
import type { ProxyAddresses } from './sdk-environment.js';

type AgentCall = Parameters<InstanceType<typeof createHttpsProxyAgent.HttpsProxyAgent>['callback']>;

/** What we touch of the SDK: `init` makes the instance that the framework then uses. */
interface Sdk {
  init(attributes: { readonly config?: object }): unknown;
}

/**
 * Leads the websocket through the proxy. The framework's own option has no effect (it hands the agent over outside the
 * SDK's configuration), so the SDK's `init` is wrapped; its REST obeys the environment by itself. To be called once,
 * before the framework starts.
 */
export function proxyTheSocket({ httpsProxy, httpProxy, noProxy }: ProxyAddresses): void {
  const proxy = httpsProxy ?? httpProxy;
  if (proxy === null) return;
  const agent = new SocketAgent(proxy, noProxy ?? '');
  const sdk = loadSdk();
  const init = sdk.init.bind(sdk);
  sdk.init = (attributes) =>
    init({ ...attributes, config: { ...attributes.config, defaultMercuryOptions: { agent } } });
}

/** The very copy of the SDK that the framework loads. */
function loadSdk(): Sdk {
  const framework = createRequire(import.meta.url).resolve('webex-node-bot-framework');
  return createRequire(framework)('webex') as Sdk;
}

/** A tunnel through the proxy, but for the hosts of NO_PROXY. */
class SocketAgent extends createHttpsProxyAgent.HttpsProxyAgent {
  readonly #noProxy: string;

  constructor(proxy: string, noProxy: string) {
    super(proxy);
    this.#noProxy = noProxy;
  }

  override async callback(request: AgentCall[0], options: AgentCall[1]): Promise<Socket> {
    if (!isExcepted(options.host ?? '', this.#noProxy)) return super.callback(request, options);
    const target = { ...options, host: options.host ?? '', port: options.port };
    return options.secureEndpoint ? connectSecure({ ...target, servername: target.host }) : connectPlain(target);
  }
}

/** NO_PROXY as it is commonly read: `*`, or hosts with all below them, commas or spaces between. */
export function isExcepted(host: string, noProxy: string): boolean {
  return noProxy
    .toLowerCase()
    .split(/[\s,]+/)
    .map((entry) => entry.replace(/:\d+$/, '').replace(/^\*?\./, ''))
    .some((entry) => entry !== '' && (entry === '*' || host === entry || host.endsWith(`.${entry}`)));
}
