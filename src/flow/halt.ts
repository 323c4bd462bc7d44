import type { StopCause } from '../model.js';

/** What ends a run before its list does. */
export class Halt extends Error {
  override readonly cause: StopCause;

  constructor(cause: StopCause) {
    super(`the run was halted: ${cause.kind}`);
    this.name = 'Halt';
    this.cause = cause;
  }
}
