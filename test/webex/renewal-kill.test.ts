import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { words } from '../../src/bot/words.js';
import type { OrgInfo } from '../../src/simulator/control-types.js';
import { SimulatorClient } from '../../src/simulator/client.js';
import { startSimulator } from '../../src/simulator/simulator.js';
import { openVault } from '../../src/storage/vault.js';
import { keyNumber, tempFolder } from '../storage/support.js';
import { joinedOfficers, REDIRECT_URI, signInTo } from './joined-officers.js';
import type { KillPoint, VictimOrder } from './renewal-victim.js';

const VICTIM = fileURLToPath(new URL('./renewal-victim.ts', import.meta.url));
const KEY = keyNumber(1);

/** A folder in which an officer is signed in, and a Webex that gives a new refresh token with each renewal, or does not. */
async function signedIn(rotateRefreshTokens: boolean) {
  const simulator = await startSimulator({ people: 3, messages: 0, redirectUris: [REDIRECT_URI], rotateRefreshTokens });
  onTestFinished(() => simulator.stop());
  const org = await new SimulatorClient(simulator.url).org();
  const dataDir = await tempFolder();
  const bot = await joinedOfficers(simulator.url, org, await openVault(dataDir, [KEY]));
  await signInTo(bot.address, org.officers[0].email);
  return { url: simulator.url, org, dataDir };
}

/** Renews the officer's tokens in a process of its own that is killed at that point. */
async function killedAt(point: KillPoint, { url, org, dataDir }: { url: string; org: OrgInfo; dataDir: string }) {
  const order: VictimOrder = {
    ...{ dataDir, point, key: KEY.reveal(), apiUrl: `${url}/v1` },
    ...{ clientId: org.clientId, clientSecret: org.clientSecret, officer: org.officers[0].id },
  };
  const child = spawn(process.execPath, ['--import', 'tsx', VICTIM, JSON.stringify(order)], { stdio: 'inherit' });
  await once(child, 'exit');
  expect(child.signalCode).toBe('SIGKILL');
}

describe.each([
  ['a new refresh token with each renewal', true],
  ['the same refresh token', false],
])('where Webex gives %s', (_, rotates) => {
  it.each<KillPoint>(['noted', 'answered', 'kept'])(
    'a bot killed when the renewal is %s works at its next start, or asks once for a new sign-in',
    { timeout: 20_000 },
    async (point) => {
      const scene = await signedIn(rotates);
      await killedAt(point, scene);

      const { id, email } = scene.org.officers[0];
      const bot = await joinedOfficers(scene.url, scene.org, await openVault(scene.dataDir, [KEY]));
      await bot.tokens.settle();
      const isLost = rotates && point === 'answered';
      expect(await bot.reader.probe(id)).toMatchObject(isLost ? { cause: 'not-signed-in' } : { ok: true });
      await bot.tokens.settle();
      expect(bot.endings).toHaveLength(isLost ? 1 : 0);
      for (const { session, cutOff } of bot.endings) {
        const said = words({ kind: 'sign-in-ended', name: session.displayName, cutOff, signIn: bot.tokens.help() });
        expect(said).toMatch(/was cut off.*sign in again.*\/login/s);
      }

      expect(await signInTo(bot.address, email)).toMatchObject({ status: 200 });
      expect(await bot.reader.probe(id)).toEqual({ ok: true });
    },
  );
});
