import type { Rules } from '../model.js';
import type { BotToken, Secret } from '../secret.js';

/** Everything that can be set. Durations in ms; `null` where nothing was set and nothing is meant. */
export interface Config {
  readonly botToken: BotToken;
  readonly adminRoomId: string;
  /** E-mail addresses or person ids, as given; each once. */
  readonly officers: readonly string[];
  readonly oauth: { readonly clientId: string; readonly clientSecret: Secret<'client secret'> };
  /** Base64 of 32 bytes each; the first encrypts, all decrypt. */
  readonly encryptionKeys: readonly Secret<'encryption key'>[];
  readonly ages: Ages;
  readonly web: WebSettings;
  readonly rules: Rules;
  readonly typedApproval: boolean;
  /** For example `Mon-Fri 08:00-18:00`, in the schedule's time zone. */
  readonly purgeHours: string | null;
  /** Path of a readable file. */
  readonly holdsCsv: string | null;
  /** `approvers`, or one officer's e-mail address. */
  readonly executeAs: string;
  readonly schedule: { readonly cron: string | null; readonly timeZone: string };
  readonly webex: WebexAddresses;
  readonly proxy: ProxySettings;
  /** Path of a readable file of further certificate authorities; Node itself reads it. */
  readonly extraCaCerts: string | null;
  readonly dataDir: string;
  readonly keepPurgesMs: number | null;
  readonly log: { readonly level: 'debug' | 'info' | 'warn' | 'error'; readonly format: 'json' | 'text' };
}

export interface Ages {
  /** Direct messages older than this are due. */
  readonly targetAgeMs: number;
  /** How far back is looked; above `targetAgeMs`. */
  readonly horizonAgeMs: number;
  /** No command reaches younger messages; at most `targetAgeMs`. */
  readonly minAgeMs: number;
}

export interface WebSettings {
  /** Without a slash at its end. */
  readonly publicUrl: string;
  readonly host: string;
  readonly port: number;
  readonly trustProxy: string | null;
  readonly webhookSecret: Secret<'webhook secret'> | null;
}

/** Without slashes at their ends; null leaves the SDK's own. */
export interface WebexAddresses {
  readonly apiUrl: string;
  readonly u2cUrl: string | null;
  readonly metricsUrl: string | null;
}

/** The addresses may carry a user and a password. */
export interface ProxySettings {
  readonly httpProxy: string | null;
  readonly httpsProxy: string | null;
  readonly noProxy: string | null;
}
