import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { LogFields, Log } from '../../src/ports.js';
import { Secret } from '../../src/secret.js';

/** A folder of this test's own, gone when it ends. */
export async function tempFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'purge-bot-'));
  onTestFinished(() => removeFolder(folder));
  return folder;
}

/** Removes a folder in which something may still be writing its last file. */
export function removeFolder(folder: string): Promise<void> {
  return rm(folder, { recursive: true, force: true, maxRetries: 10 });
}

/** Keys that differ in every byte. */
export function keyNumber(n: number): Secret<'encryption key'> {
  return new Secret('encryption key', Buffer.alloc(32, n).toString('base64'));
}

export interface Noted {
  readonly level: string;
  readonly event: string;
  readonly fields: LogFields;
}

export function recordingLog(): Log & { readonly noted: readonly Noted[] } {
  const noted: Noted[] = [];
  const at =
    (level: string) =>
    (event: string, fields: LogFields = {}): void =>
      void noted.push({ level, event, fields });
  const log = { noted, debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error'), child: () => log };
  return log;
}

/** The permission bits, as `chmod` takes them. */
export async function modeOf(path: string): Promise<number> {
  return (await stat(path)).mode & 0o777;
}
