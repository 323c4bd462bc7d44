import type { Log } from '../ports.js';

/**
 * The framework and the SDK print to the console as they please, message text included. From the moment they run, the
 * console is theirs alone: what they print is dropped, and only that they did is logged.
 * @returns gives the console back.
 */
export function quietConsole(log: Log): () => void {
  const before = { ...console };
  const drop = (): void => log.debug('sdk.printed');
  Object.assign(console, { log: drop, info: drop, warn: drop, error: drop, debug: drop });
  return () => Object.assign(console, before);
}
