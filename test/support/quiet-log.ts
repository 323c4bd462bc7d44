import type { Log } from '../../src/ports.js';

const skip = (): void => undefined;

/** For parts that log by the way. */
export const quietLog: Log = { debug: skip, info: skip, warn: skip, error: skip, child: () => quietLog };
