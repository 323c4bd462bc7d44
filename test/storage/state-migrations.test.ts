import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DamagedFileError } from '../../src/errors.js';
import { openState } from '../../src/storage/state.js';
import { migrated, SCHEMA } from '../../src/storage/state-migrations.js';
import { aRequest, summaryOf } from '../support/requests.js';
import { RUNNING_1, schema1, writeOlderState } from './older-state.js';
import { keyNumber, modeOf, tempFolder } from './support.js';

const KEY = keyNumber(1);

describe('state.json of an older schema', () => {
  it('is read in the form of today', async () => {
    const folder = await tempFolder();
    await writeOlderState(folder, KEY, schema1([RUNNING_1]));
    const { requests, facts, auditHead } = await openState(folder, [KEY]);
    expect((await requests.get(RUNNING_1.id))?.state).toBe('running');
    expect(await facts.get('pause')).toBe(true);
    expect(auditHead).toEqual({ seq: 7, hash: 'a'.repeat(64) });
  });

  it('stays as it is until something is written', async () => {
    const folder = await tempFolder();
    const text = await writeOlderState(folder, KEY, schema1([RUNNING_1]));
    await openState(folder, [KEY]);
    expect(await readdir(folder)).toEqual(['state.json']);
    expect(await readFile(join(folder, 'state.json'), 'utf8')).toBe(text);
  });

  it('is kept beside it, closed to others, before it is replaced for good', async () => {
    const folder = await tempFolder();
    const text = await writeOlderState(folder, KEY, schema1([RUNNING_1]));
    const state = await openState(folder, [KEY]);
    await state.facts.set('pause', false);
    await state.facts.set('more', 1);

    const copy = join(folder, 'state.schema-1.json');
    expect(await readFile(copy, 'utf8')).toBe(text);
    expect(await modeOf(copy)).toBe(0o600);
    expect(JSON.parse(await readFile(join(folder, 'state.json'), 'utf8'))).toMatchObject({ state: { schema: SCHEMA } });
    const again = await openState(folder, [KEY]);
    expect(await again.requests.all()).toEqual(await state.requests.all());
  });

  it('is trusted only under a key that is given', async () => {
    const folder = await tempFolder();
    const text = await writeOlderState(folder, KEY, schema1([RUNNING_1]));
    await expect(openState(folder, [keyNumber(9)])).rejects.toThrow(/another key/);
    expect(await readFile(join(folder, 'state.json'), 'utf8')).toBe(text);
  });

  it.each([SCHEMA + 1, 0, -1, 1.5, '1', null])('is refused as schema %j, and stays as it is', async (schema) => {
    const folder = await tempFolder();
    const text = await writeOlderState(folder, KEY, { schema, requests: {}, facts: {}, audit: { seq: 0, hash: '' } });
    const opening = openState(folder, [KEY]);
    await expect(opening).rejects.toThrow(DamagedFileError);
    await expect(opening).rejects.toThrow(`has schema ${String(schema)}; this version knows ${String(SCHEMA)}`);
    expect(await readdir(folder)).toEqual(['state.json']);
    expect(await readFile(join(folder, 'state.json'), 'utf8')).toBe(text);
  });
});

describe('from schema 1 to 2', () => {
  const broughtUp = async (request: { readonly id: string }) => {
    const folder = await tempFolder();
    await writeOlderState(folder, KEY, schema1([request]));
    return (await openState(folder, [KEY])).requests.get(request.id);
  };

  it('what an early version did not know of a purge is unknown, and nothing else changes', async () => {
    const { summary, rules, card, run } = RUNNING_1;
    expect(await broughtUp(RUNNING_1)).toEqual({
      ...RUNNING_1,
      recorded: 0,
      report: null,
      rules: { ...rules, rehearsal: false },
      summary: {
        ...summary,
        atMost: 12,
        weeks: [],
        outside: null,
        coverage: { holes: [], nothingBefore: null },
        previous: null,
        forecast: null,
        passing: null,
        split: null,
        continues: null,
        covered: null,
      },
      card: { ...card, face: null },
      run: { ...run, resumedAt: null },
    });
  });

  it('one that had finished counts as reported', async () => {
    const finished = { ...RUNNING_1, state: 'completed', figures: { candidates: 12 } };
    expect((await broughtUp(finished))?.report).toEqual({ begun: 1, posted: true });
  });

  it.each([
    ['a purge', aRequest({ recorded: 4, summary: { ...summaryOf(3), atMost: 5, continues: 'p-1' } })],
    ['a scan that has not ended', aRequest({ state: 'scanning', summary: null, card: null })],
  ])('%s that has every field stays as it is', async (_, request) => {
    expect(await broughtUp(request)).toEqual(request);
  });

  it('leaves what it was given unchanged', () => {
    const state = schema1([RUNNING_1]) as { readonly schema: number };
    const before = structuredClone(state);
    migrated(state);
    expect(state).toEqual(before);
  });
});
