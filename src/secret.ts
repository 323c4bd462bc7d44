import { inspect } from 'node:util';

/**
 * A value that must never be printed. String conversion, JSON, template literals and `util.inspect` show only what
 * kind of secret it is; the one way to the value is `reveal()`, which stands where the secret is spent.
 * The kind is part of the type, so a bot's token cannot be handed over where an officer's is wanted.
 */
export class Secret<Kind extends string = string> {
  readonly kind: Kind;
  readonly #value: string;

  constructor(kind: Kind, value: string) {
    this.kind = kind;
    this.#value = value;
  }

  reveal(): string {
    return this.#value;
  }

  /** Not in constant time: for telling our own secrets apart, not for judging somebody else's. */
  equals(other: Secret<Kind>): boolean {
    return this.#value === other.#value;
  }

  toString(): string {
    return `[${this.kind}]`;
  }

  toJSON(): string {
    return this.toString();
  }

  [inspect.custom](): string {
    return this.toString();
  }
}

export type BotToken = Secret<'bot token'>;
export type OfficerToken = Secret<'officer token'>;
export type RefreshToken = Secret<'refresh token'>;
