import type { Narrator } from './script.js';

/** Tells the story on standard output; in colour only where somebody looks and has not asked otherwise. */
export function terminalNarrator(): Narrator {
  const coloured = process.stdout.isTTY && !process.env['NO_COLOR'];
  const paint = (code: number, text: string): string => (coloured ? `\u001b[${String(code)}m${text}\u001b[0m` : text);
  const line = (text: string): void => void process.stdout.write(`${text}\n`);
  return {
    scene: (title) => line(`\n${paint(1, `── ${title}`)}`),
    says: (who, words) => line(`  ${paint(36, `${who}:`)} ${indented(words)}`),
    shows: (lines) => lines.forEach((shown) => line(`    ${paint(2, '│')} ${indented(shown)}`)),
    result: (good, words) => line(`\n${paint(good ? 32 : 31, good ? '✔' : '✘')} ${words}`),
  };
}

function indented(text: string): string {
  return text.replaceAll('\n', '\n      ');
}
