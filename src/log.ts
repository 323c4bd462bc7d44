import { Writable } from 'node:stream';
import { createLogger, format, transports, type Logger } from 'winston';
import { logContext } from './log-context.js';
import { createRedactor, type Redact } from './logging/redact.js';
import type { Log, LogFields } from './ports.js';
import type { Secret } from './secret.js';

export interface LogSettings {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly format: 'json' | 'text';
  /** Replaced wherever they stand, even inside a longer text. */
  readonly secrets: readonly Secret[];
  /** Takes one line with its line break; standard output by default. */
  readonly write?: (line: string) => void;
  readonly now?: () => Date;
}

/** One event, safe to print. */
interface Entry {
  readonly at: string;
  readonly level: string;
  readonly event: string;
  readonly fields: LogFields;
}

/** One line an event, JSON or readable; tokens and message text redacted, control characters escaped. Each has its log context's fields. */
export function createLog(settings: LogSettings): Log {
  const { level, secrets, write, now = () => new Date() } = settings;
  const redact = createRedactor({ secrets, withStacks: level === 'debug' });
  const form = settings.format === 'json' ? asJson : asText;
  const line = format.printf(({ level: said, event, fields }) =>
    escaped(form({ at: now().toISOString(), level: said, event: event as string, fields: fields as LogFields })),
  );
  const stream = write === undefined ? process.stdout : streamTo(write);
  // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- winston's types give it no class
  const logger = createLogger({ level, format: line, transports: [new transports.Stream({ stream, eol: '\n' })] });
  return wrap(logger, redact, {});
}

function wrap(logger: Logger, redact: Redact, own: LogFields): Log {
  const at =
    (level: string) =>
    (event: string, fields: LogFields = {}) => {
      if (!logger.isLevelEnabled(level)) return;
      logger.log({ level, message: '', event: redact(event), fields: redact({ ...own, ...logContext(), ...fields }) });
    };
  return {
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    child: (fields) => wrap(logger, redact, { ...own, ...fields }),
  };
}

function streamTo(write: (line: string) => void): Writable {
  return new Writable({
    decodeStrings: false,
    write: (line: string, _encoding, done) => {
      write(line);
      done();
    },
  });
}

/** The first three stand first and keep their own meaning, whatever the fields are called. */
function asJson({ fields, ...head }: Entry): string {
  return JSON.stringify({ ...head, ...fields, ...head });
}

function asText({ at, level, event, fields }: Entry): string {
  const pairs = Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${bare(name)}=${JSON.stringify(value)}`);
  return [at, level.toUpperCase().padEnd(5), bare(event), ...pairs].join(' ');
}

/** As JSON writes it, but without the quotes. */
function bare(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

/** What JSON leaves as it is, but a terminal or an editor obeys: C1 controls, line separators, marks of direction. */
function escaped(line: string): string {
  return line.replace(
    /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g,
    (mark) => `\\u${mark.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
