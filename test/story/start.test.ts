import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freePort, setStage, startBot, type Stage } from '../../src/demo/stage.js';
import { removeFolder } from '../storage/support.js';

const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

/** Starts the bot with other variables and answers its exit code and what it printed. */
async function startedWith(
  stage: Stage,
  changes: Record<string, string>,
): Promise<{ code: number | null; said: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'purge-bot-start-'));
  try {
    const env = { ...stage.env, DATA_DIR: join(folder, 'data'), PORT: String(await freePort()), ...changes };
    const bot = startBot([process.execPath, MAIN, 'start'], env, folder);
    const code = await bot.ended;
    return { code, said: bot.output() };
  } finally {
    await removeFolder(folder);
  }
}

describe('a start that cannot work', { timeout: 120_000 }, () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await setStage({ simulator: { seed: 3, people: 20, messages: 50 } });
  }, 90_000);
  afterAll(() => stage.close());

  test('names every faulty variable at once', async () => {
    const { code, said } = await startedWith(stage, {
      WEBEX_BOT_TOKEN: '',
      TARGET_MSG_AGE: 'old',
      GRACE_PERIOD: 'soon',
      TOKEN_ENCRYPTION_KEY: 'short',
      PUBLIC_URL: 'http://purge.example',
      NODE_TLS_REJECT_UNAUTHORIZED: '0',
    });
    expect(code).toBe(1);
    for (const name of [
      'WEBEX_BOT_TOKEN',
      'TARGET_MSG_AGE',
      'GRACE_PERIOD',
      'TOKEN_ENCRYPTION_KEY',
      'PUBLIC_URL',
      'NODE_TLS_REJECT_UNAUTHORIZED',
    ]) {
      expect(said).toContain(name);
    }
  });

  test.each([
    ['the bot token is wrong', { WEBEX_BOT_TOKEN: 'wrong' }, /token/i],
    [
      'the bot is not in the space',
      { ADMIN_ROOM_ID: 'Y2lzY29zcGFyazovL3VzL1JPT00vMDAwMDAwMDAtMDAwMC0wMDAwLTAwMDAtMDAwMDAwMDAwMDAw' },
      /not a member/,
    ],
    ['Webex knows none of OFFICERS', { OFFICERS: 'a@nowhere.example,b@nowhere.example' }, /OFFICERS/],
  ])('says that %s', async (_, changes, sentence) => {
    const { code, said } = await startedWith(stage, changes);
    expect(code).toBe(1);
    expect(said).toMatch(sentence);
    expect(said).not.toMatch(/^\s+at .*\.js:\d+/m);
  });

  test('a second process for the same folder is refused and names the first', async () => {
    const { code, said } = await startedWith(stage, { DATA_DIR: stage.dataDir });
    expect(code).toBe(1);
    expect(said).toMatch(/pid \d+/);
  });
});
