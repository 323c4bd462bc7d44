import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { PurgeRequest, Summary } from '../../src/model.js';
import { BEFORE_FIRST } from '../../src/storage/audit-line.js';
import { signedState } from '../../src/storage/state-file.js';
import { openState } from '../../src/storage/state.js';
import { brought } from '../../src/storage/stored-request.js';
import { aRequest, summaryOf } from '../support/requests.js';
import { keyNumber, tempFolder } from './support.js';

/** As the first version stored it. */
function early(messages: number): PurgeRequest {
  const { people, spaces, oldest, newest, busiest, leftOut, scanned } = summaryOf(messages);
  const summary = { messages, people, spaces, oldest, newest, busiest, leftOut, scanned } as Summary;
  return aRequest({ summary });
}

it('a request of an earlier version is read with what its summary lacks as unknown', async () => {
  const folder = await tempFolder();
  const request = early(9);
  const state = { schema: 1, requests: { [request.id]: request }, facts: {}, audit: BEFORE_FIRST };
  await signedState(join(folder, 'state.json'), [keyNumber(1)]).write(state);
  const opened = await openState(folder, [keyNumber(1)]);
  expect(await opened.requests.get(request.id)).toEqual(aRequest({ summary: { ...summaryOf(9), weeks: [] } }));
});

it('what it does have stays as it is', () => {
  const request = aRequest({ summary: { ...summaryOf(3), atMost: 5, continues: 'p-1' } });
  expect(brought(request)).toEqual(request);
  expect(brought(aRequest({ summary: null }))).toEqual(aRequest({ summary: null }));
});
