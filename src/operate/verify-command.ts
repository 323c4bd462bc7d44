/** What the checks are told beforehand; all else they read from the files. */
export interface CheckSubject {
  readonly id: string;
  /** The last line of the audit in the archive. */
  readonly head: { readonly seq: number; readonly hash: string };
}

/**
 * A check of VERIFY.md as a shell command that runs from the unpacked folder, on Node 18 and newer, without this project. It
 * ends with 1 where something does not agree. `settings` stand in front: `NAME=value`.
 */
export function command({ id }: CheckSubject, program: string, settings = ''): string {
  const parts = [IMPORTS, ...helpersFor(program), `const ID = '${id}';`, program.trim()];
  return `${settings}node --input-type=module <<'END'\n${parts.join('\n')}\nEND`;
}

/** Only those that the program calls, themselves or by way of another one: what is short is read. */
function helpersFor(program: string): readonly string[] {
  const called = (name: string): boolean => program.includes(`${name}(`);
  const wanted: Readonly<Record<string, boolean>> = {
    check: true,
    sha256Of: called('sha256Of'),
    lines: called('lines') || called('story'),
    story: called('story'),
  };
  return Object.entries(HELPERS).flatMap(([name, text]) => (wanted[name] === true ? [text] : []));
}

const IMPORTS = `import { createHash } from 'node:crypto';
import { createReadStream, readFileSync } from 'node:fs';`;

const HELPERS = {
  check: `const check = (holds, otherwise) => {
  if (holds) return;
  console.error('DOES NOT AGREE: ' + otherwise);
  process.exit(1);
};
process.on('uncaughtException', (error) => check(false, error.message));`,
  sha256Of: `async function sha256Of(file) {
  const hash = createHash('sha256');
  for await (const piece of createReadStream(file)) hash.update(piece);
  return hash.digest('hex');
}`,
  lines: `async function* lines(file) {
  const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let rest = Buffer.alloc(0);
  for await (const piece of createReadStream(file)) {
    rest = Buffer.concat([rest, piece]);
    for (let end = rest.indexOf(10); end >= 0; end = rest.indexOf(10)) {
      yield utf8.decode(rest.subarray(0, end));
      rest = rest.subarray(end + 1);
    }
  }
  check(rest.length === 0, file + ' ends in the middle of a line');
}`,
  story: `/** The lines of the audit that are about this purge. */
async function story() {
  const found = [];
  for await (const text of lines('audit.ndjson')) {
    const line = JSON.parse(text);
    if (line.purge === ID) found.push(line);
  }
  return found;
}`,
} as const;
