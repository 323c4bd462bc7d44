import type { Log } from '../ports.js';

const METHODS = ['log', 'info', 'warn', 'error', 'debug'] as const;

/**
 * The framework and the SDK print to the console as they please, message text included. While they run, the console is
 * theirs alone: what they print is dropped, and only that they did is logged.
 * @returns gives the console back.
 */
export function quietConsole(log: Log): () => void {
  const before = METHODS.map((method) => [method, console[method]] as const);
  for (const method of METHODS) console[method] = () => log.debug('sdk.printed', { method });
  return () => {
    for (const [method, original] of before) console[method] = original;
  };
}
