import type { Log, Vault } from '../../src/ports.js';
import { createWebexClock, systemTime } from '../../src/http/webex-clock.js';
import { createDispatcher } from '../../src/http/dispatcher.js';
import { Secret } from '../../src/secret.js';
import { openVault } from '../../src/storage/vault.js';
import { createOAuth, type OAuth } from '../../src/webex/oauth.js';
import { createTokens } from '../../src/webex/tokens.js';

/** A process of its own that renews an officer's tokens and is gone, as by kill -9, at a point of that. */
export type KillPoint = 'noted' | 'answered' | 'kept';

export interface VictimOrder {
  readonly dataDir: string;
  readonly key: string;
  readonly apiUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly officer: string;
  readonly point: KillPoint;
}

const order = JSON.parse(process.argv[2] ?? '') as VictimOrder;

function die(): Promise<never> {
  process.kill(process.pid, 'SIGKILL');
  return new Promise(() => undefined);
}

function dyingVault(vault: Vault): Vault {
  return {
    ...vault,
    replace: async (before, next) => {
      const isAnswer = next?.renewalBegunAt === null;
      if (isAnswer && order.point === 'answered') await die();
      const done = await vault.replace(before, next);
      if (isAnswer) await die();
      return done;
    },
  };
}

function dyingOAuth(oauth: OAuth): Pick<OAuth, 'refresh'> {
  return { refresh: (tokens) => (order.point === 'noted' ? die() : oauth.refresh(tokens)) };
}

const skip = (): void => undefined;
const silent: Log = { debug: skip, info: skip, warn: skip, error: skip, child: () => silent };
const clock = createWebexClock(systemTime);
const vault = await openVault(order.dataDir, [new Secret('encryption key', order.key)]);
const oauth = createOAuth({
  apiUrl: order.apiUrl,
  clientId: order.clientId,
  clientSecret: new Secret('client secret', order.clientSecret),
  redirectUri: 'http://localhost:5000/callback',
  dispatcher: createDispatcher({ httpProxy: null, httpsProxy: null, noProxy: null }),
  clock,
});
const tokens = createTokens({
  vault: dyingVault(vault),
  oauth: dyingOAuth(oauth),
  clock,
  log: silent,
  help: { loginUrl: '', tunnel: null },
  ending: () => Promise.resolve(),
  ended: skip,
});
await tokens.renewed(order.officer, await tokens.token(order.officer));
