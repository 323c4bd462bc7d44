import { describe, expect, it } from 'vitest';
import { createSignInWarnings, warningsDue } from '../../src/flow/sign-in-warnings.js';
import type { Notice, Session } from '../../src/model.js';
import type { Facts, SignIn } from '../../src/ports.js';
import { manualClock, memoryFacts, type ManualClock } from '../support/memory.js';
import { OLIVIA, OSCAR, sessionOf } from '../support/requests.js';

const NOW_MS = Date.parse('2026-11-24T12:00:00.000Z');
const DAY_MS = 86_400_000;
const HELP = { loginUrl: 'http://localhost:5000/login', tunnel: null };

function endingIn(days: number, who = OLIVIA): Session {
  return { ...sessionOf(who), endsAt: new Date(NOW_MS + days * DAY_MS).toISOString() };
}

describe('a sign-in', () => {
  it.each([
    [90, null],
    [14.001, null],
    [14, 14],
    [7.5, 14],
    [7, 7],
    [1.5, 7],
    [1, 1],
    [0.001, 1],
    [0, null],
    [-3, null],
  ])('that ends in %s days is warned of as one of %s', (left, days) => {
    const due = warningsDue([endingIn(left)], {}, NOW_MS);
    expect(due.map(({ warned }) => warned.days)).toEqual(days === null ? [] : [days]);
  });

  it.each([
    ['the same warning was given', 6, { days: 7, later: 0 }, []],
    ['a later one was given, by a clock that was ahead', 6, { days: 1, later: 0 }, []],
    ['only an earlier one was given', 6, { days: 14, later: 0 }, [7]],
    ['its end moved by a moment', 6, { days: 7, later: 2_000 }, []],
    ['it was made anew since', 6, { days: 7, later: 80 * DAY_MS }, [7]],
  ])('is warned of once: %s', (_, left, { days, later }, expected) => {
    const session = endingIn(left);
    const endsAt = new Date(Date.parse(session.endsAt) - later).toISOString();
    const due = warningsDue([session], { [OLIVIA.id]: { endsAt, days } }, NOW_MS);
    expect(due.map(({ warned }) => warned.days)).toEqual(expected);
  });
});

interface Life {
  readonly facts: Facts;
  readonly clock: ManualClock;
  readonly sessions: Session[];
  readonly said: string[];
}

function aLife(...sessions: Session[]): Life {
  return { facts: memoryFacts(), clock: manualClock(), sessions, said: [] };
}

/** A process in that life; the next one knows what the facts hold, and no more. */
function aProcess(
  { facts, clock, sessions, said }: Life,
  say = (notice: Notice): void => void said.push(told(notice)),
) {
  const signIn: SignIn = {
    session: () => Promise.resolve(null),
    sessions: () => Promise.resolve(sessions),
    forget: () => Promise.resolve(true),
    help: () => HELP,
  };
  return createSignInWarnings({ signIn, facts, clock }, { say: (notice) => Promise.resolve().then(() => say(notice)) });
}

function told(notice: Notice): string {
  return notice.kind === 'sign-in-ends' ? `${notice.name} ${notice.endsAt}` : notice.kind;
}

describe('the space', () => {
  it('is told 14, 7 and 1 days before the end, once each, whatever restarts come in between', async () => {
    const life = aLife(endingIn(15));
    const days: number[] = [];
    for (let hour = 0; hour < 16 * 24; hour += 1) {
      const before = life.said.length;
      await aProcess(life).attend();
      if (life.said.length > before) days.push(15 - hour / 24);
      life.clock.advance(3_600_000);
    }
    expect(days).toEqual([14, 7, 1]);
    expect(new Set(life.said)).toEqual(new Set([`Olivia Officer ${life.sessions[0]?.endsAt ?? ''}`]));
  });

  it('is told of each officer, and of a sign-in that was made anew', async () => {
    const life = aLife(endingIn(0.5), endingIn(6, OSCAR));
    await aProcess(life).attend();
    expect(life.said).toHaveLength(2);
    life.sessions[0] = endingIn(90);
    await aProcess(life).attend();
    expect(life.said).toHaveLength(2);
    life.clock.advance(77 * DAY_MS);
    await aProcess(life).attend();
    expect(life.said.slice(2)).toEqual([`Olivia Officer ${life.sessions[0].endsAt}`]);
  });

  it('is told again where it could not be told', async () => {
    const life = aLife(endingIn(6));
    const deaf = aProcess(life, () => {
      throw new Error('no way to the space');
    });
    await expect(deaf.attend()).rejects.toThrow('no way');
    await aProcess(life).attend();
    expect(life.said).toHaveLength(1);
  });

  it('is told once where the next look comes before the first is over', async () => {
    const life = aLife(endingIn(6));
    const warnings = aProcess(life);
    await Promise.all([warnings.attend(), warnings.attend()]);
    expect(life.said).toHaveLength(1);
  });

  it.each([null, 'nonsense', [], { [OLIVIA.id]: 7 }, { [OLIVIA.id]: { endsAt: 7 } }])(
    'is told where the facts hold %j',
    async (fact) => {
      const life = aLife(endingIn(6));
      await life.facts.set('sign-in warnings', fact);
      await aProcess(life).attend();
      expect(life.said).toHaveLength(1);
    },
  );
});
