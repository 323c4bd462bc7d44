import { createInterface } from 'node:readline/promises';
import { Writable, type Readable } from 'node:stream';
import { AppError } from '../errors.js';
import type { Answers } from './init.js';
import type { Question } from './init-questions.js';

/** Where a command asks, and is answered. */
export interface Console {
  readonly input: Readable & { readonly isTTY?: boolean };
  readonly output: Writable;
}

export interface OpenAnswers extends Answers {
  close(): void;
}

/** A person at a terminal, or the lines of a pipe: one a question, in the same order. */
export function openAnswers({ input, output }: Console): OpenAnswers {
  return input.isTTY === true ? fromPerson({ input, output }) : fromLines(input);
}

function fromPerson({ input, output }: Console): OpenAnswers {
  const screen = mutable(output);
  const lines = createInterface({ input, output: screen.stream, terminal: true });
  const ended = new AbortController();
  lines.once('close', () => ended.abort()); // Ctrl-C or Ctrl-D: nobody answers any more
  return {
    ask: async (question, shown) => {
      output.write(`${question.name}: ${question.asks}${shown === null ? '' : ` [${shown}]`}\n`);
      const answer = lines.question('> ', { signal: ended.signal });
      screen.mute(question.secret);
      try {
        return await answer;
      } catch {
        throw unanswered(question);
      } finally {
        if (question.secret) output.write('\n');
        screen.mute(false);
      }
    },
    wrong: (fault) => {
      output.write(`${fault}\n`);
      return true;
    },
    close: () => lines.close(),
  };
}

/** Passes everything on but while it is muted, as for a secret that is being typed. */
function mutable(output: Writable): { readonly stream: Writable; mute(on: boolean): void } {
  let muted = false;
  const stream = new Writable({
    write: (piece: Buffer, _encoding, done) => {
      if (muted) done();
      else output.write(piece, done);
    },
  });
  return { stream, mute: (on) => void (muted = on) };
}

function fromLines(input: Readable): OpenAnswers {
  const lines = createInterface({ input });
  const each = lines[Symbol.asyncIterator]();
  return {
    ask: async (question, shown) => {
      const line: IteratorResult<string, undefined> = await each.next();
      if (line.done !== true) return line.value;
      if (shown === null) throw unanswered(question);
      return '';
    },
    wrong: () => false,
    close: () => lines.close(),
  };
}

function unanswered({ name }: Question): AppError {
  return new AppError('unanswered', `Nobody answered what ${name} is; nothing was written.`, {
    hint: `Run the command in a terminal, pipe one line a question into it, or give --set ${name}=…`,
  });
}
