import { describe, expect, test } from 'vitest';
import { inRehearsal } from '../../src/bot/rehearsal.js';
import { words } from '../../src/bot/words.js';
import { holdLines } from '../../src/bot/words/holds.js';
import type { Notice } from '../../src/model.js';
import { aRequest, OSCAR, RULES, summaryOf } from '../support/requests.js';
import { renderedHtml } from './markdown.js';
import { EVIL, faces, FIGURES, HEAD, notices, SIGN_IN, TUNNEL } from './notices.js';

/** Mentions as Webex's Messages reference writes them. */
const MENTION = /<@(all|personEmail|personId)/;
const REQUEST = aRequest({ summary: summaryOf(1_245) });

function nameOf(notice: Notice): string {
  const inner = notice.kind === 'refused' ? notice.refusal.reason : notice.kind === 'card' ? notice.card.face : '';
  return `${notice.kind} ${inner}`;
}

describe('everything the bot can say', () => {
  test.each(notices('Ann Archer').map((notice) => [nameOf(notice), notice] as const))(
    '%s is said in words',
    (_, notice) => {
      const said = words(notice);
      expect(said.length).toBeGreaterThan(15);
      expect(said).not.toMatch(/undefined|null|NaN|\[object|Invalid Date|\$\{/);
    },
  );

  test.each(notices(EVIL).map((notice) => [nameOf(notice), notice] as const))(
    '%s mentions nobody and lets no foreign mark through',
    (_, notice) => {
      const said = words(notice);
      expect(said).not.toMatch(MENTION);
      const html = renderedHtml(said);
      expect(html).not.toMatch(/<a |<b>|<em>i<|<strong>bold|<code>code|<s>/);
      expect(said.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    },
  );

  test('a history of fifty purges stays within what Webex takes', () => {
    const requests = Array.from({ length: 50 }, () => ({
      ...REQUEST,
      asker: { ...OSCAR, displayName: 'Ö'.repeat(200) },
    }));
    expect(Buffer.byteLength(words({ kind: 'history', requests }))).toBeLessThanOrEqual(7_439);
  });
});

describe('what matters is said', () => {
  test('a report: state first, outcomes, what Webex confirms, what deletion means, the audit head, the file', () => {
    const said = words({
      kind: 'report',
      request: { ...REQUEST, state: 'incomplete' },
      figures: FIGURES,
      head: HEAD,
      copy: 'first',
      file: 'attached',
    });
    expect(said.split('\n')[0]).toBe('**20261124-abc123: incomplete**');
    for (const part of [
      '1,200 deleted',
      '30 already gone',
      '1,199 of 1,200 confirmed by Webex’s event log',
      'hidden from their users',
      'Audit 123 · `abcdef0123456789`',
      '`report.csv` is attached',
      '2 denied by Webex, 3 locked by Webex, 4 failed, 5 not attempted',
      '`resume 20261124-abc123`',
    ])
      expect(said).toContain(part);
  });

  test('a completed report names no resume, a repeated one says so', () => {
    const request = { ...REQUEST, state: 'completed' } as const;
    const said = words({ kind: 'report', request, figures: FIGURES, head: HEAD, copy: 'repeated', file: 'gzipped' });
    expect(said).toContain('completed** (sent again)');
    expect(said).toContain('report.csv.gz');
    expect(said).not.toContain('resume');
  });

  test('a sign-in on loopback names the machine and the line that brings it near', () => {
    const said = words({ kind: 'sign-in-link', signIn: TUNNEL });
    expect(said).toContain('only on purge-host');
    expect(said).toContain('\n```\nssh -L 5000:localhost:5000 purge-host\n```');
    expect(words({ kind: 'sign-in-link', signIn: SIGN_IN })).toBe('Sign in: https://purge.example/login');
  });

  test('whoever is no officer is not shown what only officers may do', () => {
    expect(words({ kind: 'help', officer: true, problem: null })).toContain('`purge 30d..60d`');
    expect(words({ kind: 'help', officer: false, problem: null })).not.toContain('purge 30d');
  });

  test('a request above the cap names MAX_MESSAGES and its value', () => {
    const request = aRequest({ state: 'over-limit', summary: summaryOf(200_001) });
    const card = { face: 'approval', request, head: HEAD } as const;
    expect(words({ kind: 'card', card })).toContain('MAX_MESSAGES (200,000)');
  });

  test('a decided request says who decided and when', () => {
    const ending = { by: OSCAR.id, byName: OSCAR.displayName, at: '2026-11-24T14:05:00.000Z', reason: 'wrong window' };
    const refusal = { reason: 'not-open', id: REQUEST.id, state: 'rejected', ending, approvals: [] } as const;
    expect(words({ kind: 'refused', to: 'Paul', refusal })).toBe(
      'Paul: 20261124-abc123 was rejected (by Oscar Officer, 2026-11-24 14:05 UTC: “wrong window”). Nothing was changed.',
    );
  });

  test('of holds a card says how many, who is unresolved, and who removed which', () => {
    const at = '2026-11-20T09:30:00.000Z';
    const note = { size: 2, changedAt: at, unresolved: 12, unresolvedShown: ['gone@example.com'], removed: 7 };
    const removedShown = [
      { who: 'ann@example.com', by: OSCAR, at, reaches: 3 },
      { who: 'bob@example.com', by: null, at, reaches: 0 },
    ];
    const lines = holdLines({ ...note, removedShown });
    expect(lines.map(({ line }) => line)).toEqual([
      'The hold list has 2 entries, last changed 2026-11-20 09:30 UTC.',
      'On hold but not known to Webex, so compared as text: gone@example.com and 11 more.',
      'The hold on ann@example.com was removed by Oscar Officer, 2026-11-20 09:30 UTC; it kept 3 messages of this list.',
      'The hold on bob@example.com was removed by whoever keeps HOLDS_CSV, 2026-11-20 09:30 UTC.',
      'and 5 more removed in the last 30 days.',
    ]);
    expect(lines.filter(({ grave }) => grave)).toEqual([lines[2]]);
    const empty = { size: 0, changedAt: null, unresolved: 0, unresolvedShown: [], removed: 0, removedShown: [] };
    expect(holdLines(empty)).toEqual([{ line: 'The hold list is empty.', grave: false }]);
  });
});

describe('of a rehearsal', () => {
  const rules = { ...RULES, rehearsal: true };
  const request = aRequest({
    state: 'incomplete',
    rules,
    summary: summaryOf(1_245),
    startsAt: '2026-11-24T12:15:00.000Z',
  });
  const report: Notice = { kind: 'report', request, figures: FIGURES, head: HEAD, copy: 'first', file: 'attached' };

  test.each(
    [report, ...faces(request).map((card) => ({ kind: 'card', card }) as const)].map(
      (one) => [nameOf(one), one] as const,
    ),
  )('%s says so first, and of no deletion that it happens', (_, notice) => {
    const said = words(notice);
    expect(said.split('\n')[0]).toMatch(/^\*\*REHEARSAL: /);
    expect(said).not.toMatch(/Deletion starts|is deleting/);
  });

  test('the report promises no second try', () => {
    expect(words(report)).toContain('ask anew without REHEARSAL');
    expect(words(report)).not.toMatch(/`resume|`cancel|hidden from their users/);
  });

  test('history and status say that it is over', () => {
    const standing: Notice = {
      kind: 'status',
      open: [{ request, progress: null }],
      scansWaiting: 0,
      sessions: [],
      behind: null,
      signIn: SIGN_IN,
    };
    for (const notice of [{ kind: 'history', requests: [request] } as const, standing]) {
      expect(words(notice)).toContain('was rehearsed to its end: nothing was deleted');
      expect(words(notice)).not.toContain('resume');
    }
  });

  test('that the whole bot holds, an older request is told as one too', () => {
    const before = aRequest({ state: 'incomplete' });
    expect(words({ ...report, request: before })).not.toContain('REHEARSAL');
    expect(words(inRehearsal({ ...report, request: before }))).toContain('ask anew without REHEARSAL');
  });
});
