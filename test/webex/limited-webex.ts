import { LimitedError } from '../../src/http/failure.js';
import type { VirtualTime } from './virtual-time.js';

export interface Bucket {
  /** Requests a second; may change while it runs. */
  rate: number;
  readonly burst: number;
}

/** One answer of Webex. */
export interface Answered {
  readonly atMs: number;
  readonly accepted: boolean;
}

export interface LimitedWebex {
  readonly answers: Answered[];
  /** One request, as a lane's task. */
  readonly request: () => Promise<void>;
}

const LATENCY_MS = 40;

/** A person's limit as a token bucket, 40 ms away, whose Retry-After is whole seconds. */
export function limitedWebex(time: VirtualTime, bucket: Bucket): LimitedWebex {
  const answers: Answered[] = [];
  let [tokens, filledMs] = [bucket.burst, 0];

  const take = (): boolean => {
    const nowMs = time.monotonic();
    tokens = Math.min(bucket.burst, tokens + ((nowMs - filledMs) * bucket.rate) / 1_000);
    filledMs = nowMs;
    const accepted = tokens >= 1;
    if (accepted) tokens -= 1;
    answers.push({ atMs: nowMs, accepted });
    return accepted;
  };
  return {
    answers,
    request: async () => {
      await time.wait(LATENCY_MS / 2);
      const accepted = take();
      await time.wait(LATENCY_MS / 2);
      if (!accepted) throw new LimitedError(Math.max(1, Math.ceil(1 / bucket.rate)) * 1_000, null);
    },
  };
}

/** Of what the limit permits in the span of time, the share that was accepted. */
export function shareUsed(
  answers: readonly Answered[],
  { rate }: Bucket,
  [fromMs, toMs]: readonly [number, number],
): number {
  const accepted = answers.filter((answer) => answer.accepted && answer.atMs >= fromMs && answer.atMs < toMs);
  return accepted.length / ((rate * (toMs - fromMs)) / 1_000);
}

export function shareRefused(answers: readonly Answered[]): number {
  return answers.filter((answer) => !answer.accepted).length / answers.length;
}
