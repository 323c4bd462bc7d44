import { describe, expect, test } from 'vitest';
import { due } from '../../src/flow/agenda.js';
import type { CardFace, PurgeRequest } from '../../src/model.js';
import { aRequest } from '../support/requests.js';

const NOW = '2026-11-27T12:00:00.000Z';
const BEFORE = '2026-11-27T11:59:59.999Z';

const BEGUN = { begun: 1, posted: false };
const POSTED = { begun: 1, posted: true };

interface Case {
  readonly what: string;
  readonly request: Partial<PurgeRequest>;
  readonly at?: string;
  readonly attended?: boolean;
  readonly stopFile?: boolean;
  readonly behind?: boolean;
  readonly job: string | null;
}

const CASES: readonly Case[] = [
  { what: 'an open request before its deadline', request: { reminded: 'last' }, at: BEFORE, job: null },
  { what: 'an open request of which nobody was reminded', request: {}, at: BEFORE, job: 'remind' },
  { what: 'an open request at its deadline', request: {}, job: 'expire' },
  { what: 'an open request without a card', request: { card: null }, at: BEFORE, job: 'show' },
  { what: 'one whose card is being posted', request: { card: null }, at: BEFORE, attended: true, job: null },
  {
    what: 'an approved one in its grace',
    request: { state: 'approved', startsAt: NOW, ...showing('grace') },
    at: BEFORE,
    job: null,
  },
  { what: 'one whose card still asks', request: { state: 'approved', startsAt: NOW }, at: BEFORE, job: 'show' },
  { what: 'an approved one after its grace', request: { state: 'approved', startsAt: NOW }, job: 'start' },
  {
    what: 'an approved one under a STOP file',
    request: { state: 'approved', startsAt: NOW, ...showing('grace') },
    stopFile: true,
    job: 'halt',
  },
  { what: 'a run at work', request: { state: 'running' }, attended: true, job: null },
  { what: 'a run whose process ended', request: { state: 'running' }, job: 'continue' },
  { what: 'a run under a STOP file', request: { state: 'running' }, attended: true, stopFile: true, job: 'halt' },
  { what: 'a run whose process ended, under a STOP file', request: { state: 'running' }, stopFile: true, job: 'halt' },
  {
    what: 'an approved one in its grace, in a folder that lacks steps',
    request: { state: 'approved', startsAt: NOW, ...showing('grace') },
    at: BEFORE,
    behind: true,
    job: 'halt',
  },
  {
    what: 'a run whose process ended, in a folder that lacks steps',
    request: { state: 'running' },
    behind: true,
    job: 'halt',
  },
  { what: 'a stopped run in one', request: { state: 'stopped', ...showing('stopped') }, behind: true, job: null },
  { what: 'a scan at work', request: { state: 'scanning' }, attended: true, job: null },
  { what: 'a scan whose process ended', request: { state: 'scanning' }, job: 'abandon' },
  { what: 'a stopped run', request: { state: 'stopped', ...showing('stopped') }, job: null },
  { what: 'a stopped run whose card says otherwise', request: { state: 'stopped', ...showing('grace') }, job: 'show' },
  { what: 'a finished purge', request: { state: 'completed', report: POSTED, ...showing('closed') }, job: null },
  { what: 'one whose report is missing', request: { state: 'incomplete', report: BEGUN }, job: 'report' },
  {
    what: 'one whose report is missing, opened again and expired',
    request: { state: 'expired', report: BEGUN },
    job: 'report',
  },
  {
    what: 'one whose report is missing, that stands',
    request: { state: 'stopped', report: BEGUN, ...showing('stopped') },
    job: null,
  },
  {
    what: 'one whose report is being posted',
    request: { state: 'completed', report: BEGUN },
    attended: true,
    job: null,
  },
  { what: 'a rejected request with an open card', request: { state: 'rejected' }, job: 'show' },
  { what: 'a preview that was never shown', request: { state: 'previewed', card: null }, job: 'show' },
];

function showing(face: CardFace['face']): Partial<PurgeRequest> {
  return { card: { messageId: 'message-of-the-card', digest: 'c'.repeat(64), edits: 0, face } };
}

describe('due now', () => {
  test.each(CASES)('$what: $job', ({ request, at = NOW, attended = false, stopFile = false, behind = false, job }) => {
    const given = aRequest(request);
    const surroundings = { nowMs: Date.parse(at), attended: new Set(attended ? [given.id] : []), stopFile, behind };
    expect(due([given], surroundings).map(({ kind }) => kind)).toEqual(job === null ? [] : [job]);
  });

  test('an open request with a later one of the same asker: withdraw', () => {
    const older = aRequest({ reminded: 'last' });
    const newer = aRequest({ id: '20261124-later1', createdAt: '2026-11-24T13:00:00.000Z', reminded: 'last' });
    const surroundings = { nowMs: Date.parse(BEFORE), attended: new Set<string>(), stopFile: false, behind: false };
    expect(due([older, newer], surroundings)).toEqual([{ kind: 'withdraw', request: older }]);
  });
});
