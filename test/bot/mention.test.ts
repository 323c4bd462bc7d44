import { expect, test } from 'vitest';
import { withoutMention } from '../../src/bot/mention.js';

const UUID = '4e86a538-cc03-4aa0-a56d-a5590e89a11d';
const BOT = { id: Buffer.from(`ciscospark://us/PEOPLE/${UUID}`).toString('base64'), displayName: 'Purge Bot' };
const mention = (label: string, id = UUID): string =>
  `<p><spark-mention data-object-type="person" data-object-id="${id}">${label}</spark-mention> purge 30d</p>`;

test.each([
  ['Purge Bot purge 30d', undefined, 'purge 30d'],
  ['purge bot, purge 30d', undefined, 'purge 30d'],
  ['Purge Bot', undefined, ''],
  ['Purge Botany purge', undefined, 'Purge Botany purge'],
  ['purge 30d', undefined, 'purge 30d'],
  ['status Purge Bot', undefined, 'status Purge Bot'],
  ['Purge purge 30d', mention('Purge'), 'purge 30d'],
  ['R&D purge 30d', mention('R&amp;D', BOT.id), 'purge 30d'],
  ['Olivia purge 30d', mention('Olivia', 'somebody-else'), 'Olivia purge 30d'],
  ['  Purge Bot\npurge\n30d ', mention('Purge Bot'), 'purge\n30d'],
])('%j with html %j is heard as %j', (text, html, heard) => {
  expect(withoutMention({ text, html }, BOT)).toBe(heard);
});
