import { createLogger, format, transports, type Logger } from 'winston';
import { AppError } from './errors.js';
import { createRedactor } from './logging/redact.js';
import type { Log, LogFields } from './ports.js';
import type { Secret } from './secret.js';

export interface LogSettings {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly format: 'json' | 'text';
  /** Replaced wherever they stand, even inside a longer text. */
  readonly secrets: readonly Secret[];
}

/** One line an event on standard output, JSON or readable; tokens and message text redacted, control characters escaped. */
export function createLog({ level, format: form, secrets }: LogSettings): Log {
  const redact = createRedactor(secrets);
  const line = format.printf(({ level: said, message, fields }) =>
    form === 'json'
      ? JSON.stringify({ at: new Date().toISOString(), level: said, event: message, ...(fields as object) })
      : readable(said, String(message), fields as LogFields),
  );
  const toStdout = new transports.Stream({ stream: process.stdout });
  const logger = createLogger({
    level,
    format: line,
    transports: toStdout,
  });
  return wrap(logger, {}, (fields) => redact(withErrors(fields, level === 'debug')) as LogFields);
}

function wrap(logger: Logger, own: LogFields, clean: (fields: LogFields) => LogFields): Log {
  const at =
    (level: string) =>
    (event: string, fields: LogFields = {}) => {
      logger.log({ level, message: event, fields: clean({ ...own, ...fields }) });
    };
  return {
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    child: (fields) => wrap(logger, { ...own, ...fields }, clean),
  };
}

/** An error says nothing in JSON by itself. */
function withErrors(fields: LogFields, withStack: boolean): LogFields {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name,
      value instanceof Error ? errorFields(value, withStack) : value,
    ]),
  );
}

function errorFields(error: Error, withStack: boolean): object {
  const { name, message, stack, cause } = error;
  return {
    name,
    message,
    ...(error instanceof AppError ? { code: error.code } : {}),
    ...('trackingId' in error ? { trackingId: error.trackingId } : {}),
    ...(cause instanceof Error ? { cause: errorFields(cause, withStack) } : {}),
    ...(withStack || !(error instanceof AppError) ? { stack } : {}),
  };
}

/** JSON strings escape line breaks and control characters, so that one event is one line here too. */
function readable(level: string, event: string, fields: LogFields): string {
  const pairs = Object.entries(fields).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  return [new Date().toISOString(), level.toUpperCase().padEnd(5), JSON.stringify(event).slice(1, -1), ...pairs].join(
    ' ',
  );
}
