import { onTestFinished } from 'vitest';
import { createHttpClient, type HttpClient } from '../../src/http/client.js';
import { createDispatcher } from '../../src/http/dispatcher.js';
import { createWebexClock, type WebexClock } from '../../src/http/webex-clock.js';
import type { Log, LogFields } from '../../src/ports.js';
import type { Dispatcher } from 'undici';

export const NOW = '2026-11-24T12:00:00.000Z';

/** A clock whose waits pass at once and are noted. */
export interface TestTime {
  readonly clock: WebexClock;
  readonly waits: number[];
  pass(ms: number): void;
}

export function testTime(): TestTime {
  let elapsed = 0;
  const waits: number[] = [];
  const clock = createWebexClock({ wall: () => Date.parse(NOW) + elapsed, monotonic: () => elapsed });
  const wait = (ms: number, signal?: AbortSignal): Promise<void> => {
    signal?.throwIfAborted();
    waits.push(ms);
    elapsed += ms;
    return Promise.resolve();
  };
  return { clock: { ...clock, wait }, waits, pass: (ms) => void (elapsed += ms) };
}

export interface LogLine extends LogFields {
  readonly event: string;
}

export function recordingLog(lines: LogLine[] = []): Log & { readonly lines: LogLine[] } {
  const note = (event: string, fields: LogFields = {}): void => void lines.push({ ...fields, event });
  return { debug: note, info: note, warn: note, error: note, child: () => recordingLog(lines), lines };
}

export function directDispatcher(): Dispatcher {
  const dispatcher = createDispatcher({ httpProxy: null, httpsProxy: null, noProxy: null });
  onTestFinished(() => dispatcher.destroy());
  return dispatcher;
}

export function httpFor(baseUrl: string, time: TestTime, log: Log = recordingLog()): HttpClient {
  return createHttpClient({ baseUrl, dispatcher: directDispatcher(), clock: time.clock, log, random: () => 0.5 });
}
