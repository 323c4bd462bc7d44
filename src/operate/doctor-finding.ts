import { AppError } from '../errors.js';
import { cleanText } from '../flow/clean-text.js';

/** `fault`: no purge could run now. `warning`: one could, but somebody should look. */
export type Level = 'ok' | 'warning' | 'fault';

/** What was looked at. */
export type Subject =
  | 'configuration'
  | 'data folder'
  | 'hold list'
  | 'process'
  | 'bot'
  | 'space'
  | 'officers'
  | 'clock'
  | 'address'
  | 'webhooks';

export interface Finding {
  readonly level: Level;
  readonly about: Subject;
  /** One plain line. */
  readonly says: string;
  /** What to do about it; null where nothing need be done. */
  readonly todo: string | null;
}

export function fine(about: Subject, says: string): Finding {
  return { level: 'ok', about, says: plainLine(says), todo: null };
}

export function warning(about: Subject, says: string, todo: string): Finding {
  return { level: 'warning', about, says: plainLine(says), todo };
}

export function fault(about: Subject, says: string, todo: string): Finding {
  return { level: 'fault', about, says: plainLine(says), todo };
}

/** What a check met that it could not finish: a foreseen failure is a finding, any other is a fault of our own. */
export async function examined(about: Subject, check: () => Promise<readonly Finding[]>): Promise<readonly Finding[]> {
  try {
    return await check();
  } catch (error) {
    if (error instanceof AppError) return [fault(about, error.message, error.hint)];
    throw error;
  }
}

/** Names and Webex's own sentences are foreign text, and a terminal obeys control characters. */
function plainLine(text: string): string {
  return cleanText(text, 1_000) ?? '';
}
