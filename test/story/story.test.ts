import { execFile } from 'node:child_process';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { parse } from 'csv-parse/sync';
import { describe, expect, test } from 'vitest';
import { expectedDue } from '../../src/demo/expected.js';
import { buttonsOf, hasCard } from '../../src/demo/space.js';
import { until } from '../../src/demo/stage.js';
import type { SeenMessage, TrueMessage } from '../../src/simulator/control-types.js';
import { auditOf, filesBelow, setScene } from './scene.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const run = promisify(execFile);

/** The main job, by the real command, in a process of its own. */
describe('the story', { timeout: 120_000 }, () => {
  const scene = setScene({
    command: ['npm', 'start', '--silent', '--prefix', ROOT],
    env: { LOG_LEVEL: 'debug', LOG_FORMAT: 'json' },
  });
  let card: SeenMessage;
  let expected: readonly TrueMessage[];
  let purgeId: string;

  test('a preview counts and offers a purge, and changes nothing', async () => {
    const { space, stage } = scene;
    await space.say(stage.org.officers[0], 'preview');
    const preview = await space.hears('the preview', hasCard);
    expect([...buttonsOf(preview).keys()]).toEqual(['Request purge']);
    expect(await stage.webex.deletions()).toEqual([]);
    expect((await filesBelow(stage.dataDir)).some(({ path }) => path.includes('purges'))).toBe(false);
  });

  test('a purge freezes its list and posts the card', async () => {
    const { space, stage } = scene;
    await space.say(stage.org.officers[0], 'purge 30d');
    card = await space.hears('the approval card', hasCard);
    expect([...buttonsOf(card).keys()]).toEqual(['Approve', 'Reject']);
    purgeId = String(buttonsOf(card).get('Approve')?.['id']);
    const frozen = (await auditOf(stage)).find(({ type }) => type === 'purge.frozen');
    const manifest = await readFile(join(stage.dataDir, 'purges', purgeId, 'manifest.ndjson'));
    const listed = manifest
      .toString()
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { message_id: string; created: string });
    const asked = (await auditOf(stage)).filter(({ type }) => type === 'scan.requested').at(-1)!;
    expected = await expectedDue(stage.webex, stage.org, asked.details as { from: string; to: string });
    expect(listed.map(({ message_id }) => message_id).toSorted()).toEqual(expected.map(({ id }) => id).toSorted());
    expect(listed.map(({ created }) => created)).toEqual(listed.map(({ created }) => created).toSorted());
    expect(frozen).toMatchObject({ purge: purgeId, actor: 'bot', details: { messages: expected.length } });
  });

  test('a click of a plain member and one of the asker are refused and on record', async () => {
    const { space, stage } = scene;
    const [olivia] = stage.org.officers;
    for (const [person, reason] of [
      [stage.org.member, 'not-officer'],
      [olivia, 'own-request'],
    ] as const) {
      await space.click(person, card, { button: 'Approve' });
      await space.hears(
        'the refusal',
        ({ parentId, markdown }) => parentId === card.id && markdown?.includes(person.displayName) === true,
      );
      expect((await auditOf(stage)).at(-1)).toMatchObject({
        type: 'refused',
        actor: person.id,
        purge: purgeId,
        details: { reason },
      });
    }
    expect(await stage.webex.deletions()).toEqual([]);
  });

  test("the second officer approves, and exactly the list is deleted with that officer's token", async () => {
    const { space, stage } = scene;
    const [, oscar] = stage.org.officers;
    await space.click(oscar, card, { button: 'Approve', typed: { comment: 'agreed' } });
    const report = await space.hears('the report', ({ files = [] }) => files.length > 0);
    const deletions = await stage.webex.deletions();
    expect(deletions.map(({ messageId }) => messageId).toSorted()).toEqual(expected.map(({ id }) => id).toSorted());
    expect(new Set(deletions.map(({ personId }) => personId))).toEqual(new Set([oscar.id]));
    expect(await stage.webex.messages({ roomType: 'group', deleted: true })).toEqual(
      (await stage.webex.messages({ roomType: 'group', deleted: true })).filter(
        ({ deletedVia }) => deletedVia !== 'compliance',
      ),
    );

    const rows = parse<Record<string, string>>(report.files![0]!.text, { columns: true });
    expect(rows).toHaveLength(expected.length);
    expect(new Set(rows.map(({ outcome, verified, deleted_by }) => `${outcome} ${verified} ${deleted_by}`))).toEqual(
      new Set([`deleted yes ${oscar.email}`]),
    );
    expect(report.markdown).toContain(`${String(expected.length)} of ${String(expected.length)} confirmed`);
  });

  test('a second Approve changes nothing and is answered', async () => {
    const { space, stage } = scene;
    const [, oscar] = stage.org.officers;
    const before = (await stage.webex.deletions()).length;
    await space.click(oscar, card, { button: 'Approve' });
    const answer = await space.hears('the answer', ({ parentId }) => parentId === card.id);
    expect(answer.markdown).toMatch(/completed|finished/i);
    expect(await stage.webex.deletions()).toHaveLength(before);
  });

  test('the card has lost its buttons', async () => {
    for (const message of await scene.space.messages()) {
      if (message.id === card.id) expect([...buttonsOf(message).keys()]).toEqual([]);
    }
  });

  test('every form of the card was on record before it was sent, the first one kept', async () => {
    const forms = (await auditOf(scene.stage)).filter(
      ({ type, purge }) => type === 'card.rendered' && purge === purgeId,
    );
    expect(forms.map(({ details }) => details['face'])).toEqual(['approval', 'grace', 'closed', 'progress', 'closed']);
    expect(forms.map(({ details }) => details['first'])).toEqual([true, false, false, false, false]);
  });

  test('no message text and no token stands in any file, card, message of the bot or line of the log', async () => {
    const { stage, space } = scene;
    const texts = (await stage.webex.texts()).filter(
      (text) => text.length > 12 && !text.startsWith(stage.org.bot.displayName),
    );
    const tokens = await stage.webex.tokens();
    const secrets = [
      ...tokens.access,
      ...tokens.refresh,
      stage.org.botToken,
      stage.org.clientSecret,
      stage.env['TOKEN_ENCRYPTION_KEY']!,
    ];
    const ofBot = (await space.messages()).filter(({ personId }) => personId === stage.org.bot.id);
    const places = [
      ...(await filesBelow(stage.dataDir)),
      { path: 'the log', text: stage.bot.output() },
      { path: 'the space', text: JSON.stringify(ofBot) },
    ];
    expect(stage.bot.output()).toContain('"level":"debug"');
    const said = new Set(ofBot.flatMap(({ text, markdown }) => [text, markdown]));
    for (const { path, text } of places) {
      for (const secret of [...secrets, ...texts.filter((own) => !said.has(own))]) {
        expect(text.includes(secret), `${path} contains ${secret}`).toBe(false);
      }
    }
  });

  test("everything under DATA_DIR is the bot's own", async () => {
    for (const { path } of await filesBelow(scene.stage.dataDir)) {
      expect([path, (await stat(path)).mode & 0o777]).toEqual([path, 0o600]);
    }
  });

  test('SIGTERM ends it in order, and the audit verifies until a byte is changed', async () => {
    const { stage } = scene;
    stage.bot.signal('SIGTERM');
    expect(await stage.bot.ended()).toBe(0);
    const verify = () =>
      run('npm', ['run', '--silent', 'audit:verify', '--prefix', ROOT], {
        env: { ...process.env, DATA_DIR: stage.dataDir },
      });
    expect((await verify()).stdout).toContain('every digest agrees');
    for (const name of ['audit.ndjson', `purges/${purgeId}/manifest.ndjson`]) {
      const path = join(stage.dataDir, name);
      const whole = await readFile(path);
      const changed = Buffer.from(whole);
      changed[Math.floor(changed.length / 2)]! ^= 1;
      await writeFile(path, changed);
      await expect(verify()).rejects.toMatchObject({
        code: 1,
        stderr: expect.stringContaining('NOT AS WRITTEN') as string,
      });
      await writeFile(path, whole);
    }
    await until('it verifies again', async () => (await verify()).stdout !== '');
  });
});
