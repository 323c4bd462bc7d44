import type { Diagnosis } from './doctor.js';
import type { Finding, Level } from './doctor-finding.js';

export interface PrintOptions {
  /** One JSON object instead of lines for people. */
  readonly json: boolean;
  readonly colour: boolean;
  readonly write: (text: string) => void;
}

/** Prints it and answers the exit code: 0 only where a purge could run now. */
export function printDiagnosis(diagnosis: Diagnosis, { json, colour, write }: PrintOptions): 0 | 1 {
  if (json) write(`${JSON.stringify(diagnosis, null, 2)}\n`);
  else write(`${diagnosis.findings.map((finding) => lines(finding, colour)).join('')}\n${conclusion(diagnosis)}\n`);
  return diagnosis.purgePossible ? 0 : 1;
}

const LEVEL_WIDTH = 9;
const SUBJECT_WIDTH = 15;
/** SGR codes of ECMA-48: green, yellow, red. */
const COLOURS: Readonly<Record<Level, string>> = { ok: '32', warning: '33', fault: '31' };

function lines({ level, about, says, todo }: Finding, colour: boolean): string {
  const head = level.padEnd(LEVEL_WIDTH);
  const shown = colour ? `\u001b[${COLOURS[level]}m${head}\u001b[0m` : head;
  const line = `${shown}${about.padEnd(SUBJECT_WIDTH)}${says}\n`;
  return todo === null ? line : `${line}${' '.repeat(LEVEL_WIDTH + SUBJECT_WIDTH)}-> ${todo}\n`;
}

function conclusion({ findings, purgePossible }: Diagnosis): string {
  const count = (wanted: Level): number => findings.filter(({ level }) => level === wanted).length;
  const warnings = count('warning') === 0 ? '' : ` Warnings: ${String(count('warning'))}.`;
  if (purgePossible) return `A purge could run now.${warnings}`;
  return `No purge could run now. Faults: ${String(count('fault'))}.${warnings}`;
}
