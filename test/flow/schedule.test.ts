import { describe, expect, it } from 'vitest';
import { asJson, reopened, scheduleAtStart, scheduleDue, type ScheduleState } from '../../src/flow/schedule.js';
import { createTimetable, type Timetable } from '../../src/flow/timetable.js';
import type { PurgeRequest, RequestState } from '../../src/model.js';
import { aRequest } from '../support/requests.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const iso = (ms: number): string => new Date(ms).toISOString();

function freshState(timetable: Timetable, from: string): ScheduleState {
  return scheduleAtStart(undefined, timetable, from);
}

/** Looks every ten minutes of simulated time, does each scan at once, and answers when it began them. */
function scansBetween(timetable: Timetable, from: string, to: string): readonly string[] {
  const begun: string[] = [];
  let state = freshState(timetable, from);
  for (let ms = Date.parse(from); ms < Date.parse(to); ms += 10 * MINUTE) {
    const step = scheduleDue(timetable, state, { ms, requests: [] });
    if (step === null) continue;
    begun.push(iso(ms));
    state = { ...state, settledUntil: step.slot };
  }
  return begun;
}

describe('a daily schedule where the clocks change', () => {
  it.each([
    ['Europe/Berlin', 'spring', '2027-03-26T12:00Z', ['03-27T01:30', '03-28T01:00', '03-29T00:30']],
    ['Europe/Berlin', 'autumn', '2027-10-29T12:00Z', ['10-30T00:30', '10-31T00:30', '11-01T01:30']],
    ['America/New_York', 'spring', '2027-03-12T12:00Z', ['03-13T07:30', '03-14T07:00', '03-15T06:30']],
    ['America/New_York', 'autumn', '2027-11-05T12:00Z', ['11-06T06:30', '11-07T07:30', '11-08T07:30']],
  ])('scans once a day at 02:30 in %s in %s', (zone, _, from, times) => {
    const to = iso(Date.parse(from) + 3 * DAY);
    const begun = scansBetween(createTimetable('30 2 * * *', zone), from, to);
    expect(begun).toEqual(times.map((time) => `2027-${time}:00.000Z`));
  });

  it.each([
    ['Europe/Berlin', '2027-10-30T22:00Z', ['10-30T23:30', '11-01T00:30']],
    ['America/New_York', '2027-11-07T04:00Z', ['11-07T05:30', '11-08T06:30']],
  ])('does not scan twice in %s in the hour that comes twice', (zone, from, times) => {
    const begun = scansBetween(createTimetable('30 1 * * *', zone), from, iso(Date.parse(from) + 2 * DAY));
    expect(begun).toEqual(times.map((time) => `2027-${time}:00.000Z`));
  });

  it('takes six fields with seconds first', () => {
    const timetable = createTimetable('15 30 2 * * *', 'Europe/Berlin');
    expect(iso(timetable.latest(Date.parse('2027-06-01T12:00Z')) ?? 0)).toBe('2027-06-01T00:30:15.000Z');
    expect(iso(timetable.next(Date.parse('2027-06-01T12:00Z')) ?? 0)).toBe('2027-06-02T00:30:15.000Z');
  });
});

describe('a schedule', () => {
  const DAILY = createTimetable('0 3 * * *', 'UTC');
  const START = '2026-11-24T12:00:00.000Z';
  const dueAt = (at: string, state = freshState(DAILY, START), requests: readonly PurgeRequest[] = []) =>
    scheduleDue(DAILY, state, { ms: Date.parse(at), requests });

  it('falls due at its very second, not before, and once', () => {
    expect(dueAt('2026-11-25T02:59:59.999Z')).toBeNull();
    expect(dueAt('2026-11-25T03:00:00.000Z')).toEqual({
      kind: 'scan',
      slot: '2026-11-25T03:00:00.000Z',
      late: false,
    });
    const settled = { ...freshState(DAILY, START), settledUntil: '2026-11-25T03:00:00.000Z' };
    expect(dueAt('2026-11-25T23:00:00.000Z', settled)).toBeNull();
  });

  it('makes good an outage of three days once, with its newest time', () => {
    const after = dueAt('2026-11-28T09:00:00.000Z');
    expect(after).toEqual({ kind: 'scan', slot: '2026-11-28T03:00:00.000Z', late: true });
    const settled = { ...freshState(DAILY, START), settledUntil: '2026-11-28T03:00:00.000Z' };
    expect(dueAt('2026-11-29T02:00:00.000Z', settled)).toBeNull();
  });

  it('makes nothing good at its first start, nor after a change of it, and keeps a pause', () => {
    const paused = { byName: 'Olivia', at: START };
    const before = asJson({ ...freshState(DAILY, '2026-11-01T00:00:00.000Z'), paused });
    const changed = createTimetable('0 4 * * *', 'UTC');
    expect(scheduleAtStart(undefined, DAILY, START).settledUntil).toBe(START);
    expect(scheduleAtStart(before, changed, START)).toMatchObject({ settledUntil: START, paused });
    expect(scheduleAtStart(before, createTimetable('0 3 * * *', 'Europe/Berlin'), START).settledUntil).toBe(START);
    expect(scheduleAtStart(before, DAILY, START).settledUntil).toBe('2026-11-01T00:00:00.000Z');
  });

  it('does nothing while it is paused', () => {
    const paused = { ...freshState(DAILY, START), paused: { byName: 'Olivia', at: START } };
    expect(dueAt('2026-11-28T09:00:00.000Z', paused)).toBeNull();
  });

  it.each<[RequestState, boolean]>([
    ['scanning', true],
    ['awaiting', true],
    ['approved', true],
    ['running', true],
    ['stopped', true],
    ['incomplete', false],
    ['completed', false],
    ['expired', false],
    ['over-limit', false],
  ])('leaves a scan out for a request of the policy that is %s: %s', (state, leftOut) => {
    const request = aRequest({ state });
    const step = dueAt('2026-11-25T03:00:00.000Z', undefined, [request]);
    expect(step?.kind).toBe(leftOut ? 'skip' : 'scan');
  });

  it('takes no notice of previews, and of requests with a window of their own', () => {
    const others = [aRequest({ kind: 'preview', state: 'scanning' }), aRequest({ policy: false })];
    expect(dueAt('2026-11-25T03:00:00.000Z', undefined, others)?.kind).toBe('scan');
  });

  it('is due again where the end of the process cut its scan off', () => {
    const settled = { ...freshState(DAILY, START), settledUntil: '2026-11-25T03:00:00.000Z' };
    const again = reopened(settled, [aRequest({ asker: null, state: 'scanning' })]);
    expect(dueAt('2026-11-25T03:10:00.000Z', again)).toMatchObject({ kind: 'scan', slot: '2026-11-25T03:00:00.000Z' });
    expect(reopened(settled, [aRequest({ asker: null, state: 'awaiting' })])).toBe(settled);
    expect(reopened(settled, [aRequest({ state: 'scanning' })])).toBe(settled);
  });
});
