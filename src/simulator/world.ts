import type { Faults } from './faults.js';
import type { Mercury } from './mercury.js';
import type { Org } from './org.js';
import type { RequestLog } from './request-log.js';
import type { Cast } from './seed.js';

/** Everything a script may look at and change. */
export interface World {
  readonly org: Org;
  readonly cast: Cast;
  readonly botToken: string;
  /** The Webex app's own tokens of the people in the admin space: person uuid → token. */
  readonly appTokens: ReadonlyMap<string, string>;
  readonly faults: Faults;
  readonly log: RequestLog;
  readonly mercury: Mercury;
}
