/**
 * One base for every failure we foresee. `code` is for programs, `message` says what is wrong, `hint` what to do next.
 * The kinds keep apart whose fault it is: Webex refused, Webex was not reached, Webex answered something odd, the set-up
 * is faulty, a file is damaged. Anything that is no AppError is a fault of our own.
 */
export class AppError extends Error {
  readonly code: string;
  readonly hint: string;

  constructor(code: string, message: string, options: { hint: string; cause?: unknown }) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.code = code;
    this.hint = options.hint;
  }
}

/** The configuration cannot work. `faults` holds one sentence a fault, each naming its variable. */
export class ConfigurationError extends AppError {
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(
      'configuration',
      `The configuration has ${String(faults.length)} fault(s):\n${faults.map((f) => `  - ${f}`).join('\n')}`,
      {
        hint: 'Correct these in the environment or in .env; .env.example explains every variable.',
      },
    );
    this.faults = faults;
  }
}

/** Webex answered and said no (4xx but 429). */
export class RefusedError extends AppError {
  readonly status: number;
  readonly trackingId: string | null;

  constructor(message: string, options: { status: number; trackingId: string | null; hint: string; cause?: unknown }) {
    super('refused', message, options);
    this.status = options.status;
    this.trackingId = options.trackingId;
  }
}

/** No useful answer after all retries: network down, time-outs, 5xx, or still limited. `status` where one was seen. */
export class UnreachableError extends AppError {
  readonly status: number | null;
  readonly trackingId: string | null;

  constructor(
    message: string,
    options: { status?: number | null; trackingId?: string | null; hint?: string; cause?: unknown },
  ) {
    super('unreachable', message, {
      hint: options.hint ?? 'Check the network and the state of Webex, then try again.',
      cause: options.cause,
    });
    this.status = options.status ?? null;
    this.trackingId = options.trackingId ?? null;
  }
}

/** Webex answered with success, but not in the documented form. */
export class OddAnswerError extends AppError {
  constructor(message: string, options: { hint?: string; cause?: unknown } = {}) {
    super('odd-answer', message, {
      hint: options.hint ?? 'Report this with the log: Webex may have changed its API.',
      cause: options.cause,
    });
  }
}

/** An officer's sign-in is missing or no longer good; only that officer can mend it. */
export class SignInNeededError extends AppError {
  readonly personId: string;

  constructor(personId: string, message: string, cause?: unknown) {
    super('sign-in-needed', message, { hint: 'Sign in again with the link that `signin` gives.', cause });
    this.personId = personId;
  }
}

/** A file under DATA_DIR is not what we wrote. It is left as it is. */
export class DamagedFileError extends AppError {
  readonly path: string;

  constructor(path: string, message: string, options: { hint: string; cause?: unknown }) {
    super('damaged-file', `${path}: ${message}`, options);
    this.path = path;
  }
}

/** A step could not be put on record, so it is not done. */
export class AuditUnwritableError extends AppError {
  constructor(cause: AppError) {
    super('audit-unwritable', cause.message, { hint: cause.hint, cause });
  }
}

/** A step is on record, but could not be stored. */
export class UnsavedStepError extends AppError {
  constructor(cause: AppError) {
    super('unsaved-step', `It is on record, but could not be saved. ${cause.message}`, {
      hint: `${cause.hint} It comes about by itself then.`,
      cause,
    });
  }
}

/** What a person may be told of any failure: our own sentences, or none of its inner words. */
export function explain(error: unknown): { message: string; hint: string } {
  if (error instanceof AppError) return { message: error.message, hint: error.hint };
  return { message: 'Something went wrong inside the bot.', hint: 'The log of the bot has the details.' };
}
