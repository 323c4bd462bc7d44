import { describe, expect, it } from 'vitest';
import { OddAnswerError, RefusedError, UnreachableError } from '../../src/errors.js';
import { failureOf, plain, trackingIdOf, webexSentence } from '../../src/http/failure.js';

describe('failureOf', () => {
  it.each([
    [301, OddAnswerError],
    [400, RefusedError],
    [403, RefusedError],
    [429, UnreachableError],
    [500, UnreachableError],
    [504, UnreachableError],
  ])('tells whose fault %i is', (status, kind) => {
    expect(failureOf({ status, trackingId: 'T_1', body: '' }, 'GET /v1/rooms')).toBeInstanceOf(kind);
  });

  it('quotes Webex’s own sentence and the tracking id', () => {
    const body = JSON.stringify({ message: 'Missing role', errors: [], trackingId: 'T_1' });
    const error = failureOf({ status: 403, trackingId: 'T_1', body }, 'GET /v1/events');
    expect(error).toMatchObject({ message: 'Webex refused GET /v1/events (403): Missing role', trackingId: 'T_1' });
  });
});

describe('webexSentence', () => {
  it.each([
    ['a description when there is no message', { errors: [{ description: 'No such room' }] }, 'No such room'],
    ['an OAuth description', { error: 'x', error_description: 'Bad code' }, 'Bad code'],
    ['no field but these', { text: 'what somebody wrote' }, null],
    ['no sentence that is not text', { message: { text: 'x' } }, null],
  ])('takes %s', (_name, body, expected) => {
    expect(webexSentence(JSON.stringify(body))).toBe(expected);
  });

  it.each(['<html><body>Limited</body></html>', '', '{"message":', '["message"]'])('quotes nothing of %j', (body) => {
    expect(webexSentence(body)).toBeNull();
  });
});

describe('plain', () => {
  it('leaves no markup, control or direction characters', () => {
    expect(plain('a <script>alert(1)</script>\r\n\u202eb\u0000 < c')).toBe('a alert(1) b c');
  });

  it('cuts what is long, between characters', () => {
    const cut = plain('😀'.repeat(500));
    expect(Array.from(cut)).toHaveLength(200);
    expect(cut.isWellFormed()).toBe(true);
  });
});

describe('trackingIdOf', () => {
  it('takes the header before the body, and only what looks like one', () => {
    expect(trackingIdOf('ROUTER_1-2', '{"trackingId":"OTHER"}')).toBe('ROUTER_1-2');
    expect(trackingIdOf(undefined, '{"trackingId":"BODY_1"}')).toBe('BODY_1');
    expect(trackingIdOf('a b\nc', '')).toBeNull();
    expect(trackingIdOf(undefined, '<html>')).toBeNull();
  });
});
