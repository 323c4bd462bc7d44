import type { PurgeRequest, TimeSpan } from '../../model.js';
import { timeOf } from './figures.js';

export function deafWords({ from, to }: TimeSpan): string {
  return `I could not hear this space from ${timeOf(from)} to ${timeOf(to)}. What was said or clicked meanwhile did not reach me: please say it or click it again.`;
}

export function stoppingWords(runs: readonly PurgeRequest[]): string {
  const ids = runs.map(({ id }) => `**${id}**`).join(', ');
  const halted = ids === '' ? '' : ` Unfinished, and going on by itself when I am back: ${ids}.`;
  return `I am being shut down.${halted} Until I am back, nothing is deleted, and what is said or clicked here does not reach me.`;
}
