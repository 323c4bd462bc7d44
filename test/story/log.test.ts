import { describe, expect, test } from 'vitest';
import { buttonsOf, hasCard } from '../../src/demo/space.js';
import type { OrgPerson } from '../../src/simulator/control-types.js';
import { beginIn, finishIn } from '../webex/joined-officers.js';
import { filesBelow, setScene } from './scene.js';

const WEBHOOK_SECRET = 'a webhook secret for the log';

/** Everything that must never be printed takes part: a whole purge, with renewals, refusals and faults, at the level that says most. */
describe('a story at LOG_LEVEL=debug', { timeout: 180_000 }, () => {
  const scene = setScene(
    {
      simulator: { seed: 5, people: 40, messages: 500, rotateRefreshTokens: true, refreshTokenSeconds: 6 * 86_400 },
      env: { WEBHOOK_SECRET, LOG_LEVEL: 'debug', LOG_FORMAT: 'json', CANARY_SIZE: '5' },
    },
    { signedIn: false },
  );
  const secrets = new Set<string>([WEBHOOK_SECRET]);
  let purgeId: string;
  let nonce: string;

  async function signIn(officer: OrgPerson): Promise<void> {
    const back = await beginIn(scene.stage.publicUrl, officer.email);
    for (const name of ['code', 'state']) secrets.add(back.query.get(name) ?? '');
    secrets.add(back.cookie.split('=')[1] ?? '');
    expect(await finishIn(scene.stage.publicUrl, back)).toMatchObject({ status: 200 });
    await finishIn(scene.stage.publicUrl, back);
  }

  async function noteTokens(): Promise<void> {
    const { access, refresh } = await scene.stage.webex.tokens();
    for (const token of [...access, ...refresh]) secrets.add(token);
  }

  function entries(): readonly Record<string, unknown>[] {
    const lines = scene.stage.bot.output().trimEnd().split('\n');
    return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  }

  test('begins with sign-ins that end within a week, of which the space is told', async () => {
    const { stage, space } = scene;
    for (const officer of stage.org.officers) await signIn(officer);
    for (const { displayName } of stage.org.officers) {
      await space.hears(
        `that the sign-in of ${displayName} ends`,
        ({ markdown = '' }) => markdown.includes(displayName) && / ends \d{4}-/.test(markdown),
      );
    }
    await noteTokens();
  });

  test('goes on over renewals, with faults of Webex in between, to its report', async () => {
    const { stage, space } = scene;
    const [olivia, oscar] = stage.org.officers;
    for (const officer of stage.org.officers) await stage.webex.expireTokens(officer.id, 'access');
    await stage.webex.addFault({ match: { method: 'GET', pathPattern: '/events$' }, status: 502, times: 1 });
    await space.say(olivia, 'purge 30d');
    const card = await space.hears('the approval card', hasCard);
    ({ id: purgeId = '', nonce = '' } = buttonsOf(card).get('Approve') as Record<string, string>);
    secrets
      .add(stage.org.botToken)
      .add(stage.org.clientSecret)
      .add(stage.env['TOKEN_ENCRYPTION_KEY'] ?? '');
    await stage.webex.addFault({ match: { method: 'DELETE' }, status: 403, times: 1 });
    await space.click(oscar, card, { button: 'Approve', typed: { comment: 'agreed' } });
    await space.hears('the report', ({ files = [] }) => files.length > 0, 60_000);
    await noteTokens();
    expect(entries().filter(({ event }) => event === 'token.refreshed')).toHaveLength(2);
    expect(secrets.size).toBeGreaterThan(14);
  });

  test('has one JSON object a line, and the purge on each line that is about it', () => {
    const about = entries().filter(({ part }) => part === 'http' || part === 'compliance');
    const events = new Set(about.map(({ event }) => event));
    expect(events).toEqual(new Set(['http.failed', 'delete.refused']));
    expect(new Set(about.map(({ purge }) => purge))).toEqual(new Set([purgeId]));
  });

  test('has Webex’s tracking id with each of its failures', () => {
    const failures = entries().filter(({ event }) => event === 'http.failed' || event === 'delete.refused');
    expect(failures.length).toBeGreaterThan(1);
    for (const failure of failures) expect(failure['trackingId']).toMatch(/^\w/);
  });

  test('leaves no token, secret, code or message text on standard output, standard error or in any file', async () => {
    const { stage, space } = scene;
    const ofBot = (await space.messages()).filter(({ personId }) => personId === stage.org.bot.id);
    const said = new Set(ofBot.flatMap(({ text, markdown }) => [text, markdown]));
    const texts = (await stage.webex.texts()).filter((text) => text.length > 12 && !said.has(text));
    stage.bot.signal('SIGTERM');
    expect(await stage.bot.ended()).toBe(0);

    const places = [...(await filesBelow(stage.dataDir)), { path: 'the log', text: stage.bot.output() }];
    expect(places.map(({ path }) => path.replace(`${stage.dataDir}/`, ''))).toEqual(
      expect.arrayContaining(['vault.json', 'state.json', 'audit.ndjson', `purges/${purgeId}/ledger.ndjson`]),
    );
    expect(nonce).not.toBe('');
    expect(stage.bot.output()).not.toContain(nonce);
    for (const { path, text } of places) {
      for (const hidden of [...secrets, ...texts.filter((own) => !own.startsWith(stage.org.bot.displayName))]) {
        expect(text.includes(hidden), `${path} contains ${hidden}`).toBe(false);
      }
    }
  });
});
