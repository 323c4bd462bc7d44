/** What the Webex SDK under the framework reads from the environment, at the moment it is first loaded. */
export interface SdkEnvironment {
  /** Base of Webex's REST, e.g. `https://webexapis.com/v1`. */
  readonly apiUrl: string;
  /** Null: the SDK's own. */
  readonly u2cUrl: string | null;
  readonly metricsUrl: string | null;
  readonly proxy: ProxyAddresses;
}

export interface ProxyAddresses {
  readonly httpProxy: string | null;
  readonly httpsProxy: string | null;
  readonly noProxy: string | null;
}

/** The integration's, which the SDK would take for its own, and the secrets that it has no business with. */
const KEPT_FROM_THE_SDK = [
  'CLIENT_ID',
  'CLIENT_SECRET',
  'REDIRECT_URI',
  'SCOPE',
  'WEBEX_BOT_TOKEN',
  'TOKEN_ENCRYPTION_KEY',
  'WEBHOOK_SECRET',
];

/** Webex's commercial cloud, where the SDK finds its way by itself. */
const COMMERCIAL_API = 'https://webexapis.com/v1';

/** To be called before the framework is loaded; the configuration has been read by then. */
export function prepareSdkEnvironment({ apiUrl, u2cUrl, metricsUrl, proxy }: SdkEnvironment): void {
  for (const name of KEPT_FROM_THE_SDK) Reflect.deleteProperty(process.env, name);
  put('HYDRA_SERVICE_URL', apiUrl === COMMERCIAL_API ? null : apiUrl);
  put('U2C_SERVICE_URL', u2cUrl);
  put('METRICS_SERVICE_URL', metricsUrl);
  // The SDK's REST obeys these by itself; they may come from a .env file that it never sees.
  put('HTTP_PROXY', proxy.httpProxy);
  put('HTTPS_PROXY', proxy.httpsProxy);
  put('NO_PROXY', proxy.noProxy);
  // It would print bodies of requests, and so message text.
  put('WEBEX_LOG_LEVEL', 'silent');
}

function put(name: string, value: string | null): void {
  if (value !== null) process.env[name] = value;
}
