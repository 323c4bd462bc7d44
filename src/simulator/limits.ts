import { ApiError } from './api-error.js';
import type { Settings } from './settings.js';

interface Bucket {
  tokens: number;
  at: number;
}

/** A token bucket for each person: limits are shared by all of one person's tokens (REST API basics). */
export class RateLimit {
  readonly #buckets = new Map<string, Bucket>();
  readonly #settings: Settings;
  readonly #now: () => number;

  constructor(settings: Settings, now: () => number) {
    this.#settings = settings;
    this.#now = now;
  }

  /** @throws ApiError 429 with Retry-After and a body that is no JSON, as Cisco's own example has it. */
  take(owner: string): void {
    const { ratePerSecond, rateBurst } = this.#settings;
    if (ratePerSecond <= 0) return;
    const now = this.#now();
    const bucket = this.#buckets.get(owner) ?? { tokens: rateBurst, at: now };
    bucket.tokens = Math.min(rateBurst, bucket.tokens + ((now - bucket.at) / 1000) * ratePerSecond);
    bucket.at = now;
    this.#buckets.set(owner, bucket);
    if (bucket.tokens < 1)
      throw new ApiError(429, 'Too Many Requests', { headers: this.#retryAfter((1 - bucket.tokens) / ratePerSecond) });
    bucket.tokens -= 1;
  }

  #retryAfter(seconds: number): Record<string, string> {
    const whole = Math.max(1, Math.ceil(seconds));
    switch (this.#settings.retryAfter) {
      case 'missing':
        return {};
      case 'seconds':
        return { 'Retry-After': String(whole) };
      case 'date':
        return { 'Retry-After': new Date(this.#now() + whole * 1000).toUTCString() };
      default:
        return { 'Retry-After': this.#settings.retryAfter };
    }
  }
}
