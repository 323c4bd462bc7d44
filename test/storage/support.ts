import { execFileSync } from 'node:child_process';
import { mkdtemp, open, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { LogFields, Log } from '../../src/ports.js';
import { Secret } from '../../src/secret.js';

/** A folder of this test's own, gone when it ends. */
export async function tempFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'purge-bot-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
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

/** A disk of 64 KB of this test's own, or null where this account may not mount one: such a test is then skipped, and says so. */
export async function smallDisk(): Promise<string | null> {
  const folder = await tempFolder();
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', folder], { stdio: 'ignore' });
  } catch {
    return null;
  }
  onTestFinished(() => void execFileSync('umount', ['--lazy', folder]));
  return folder;
}

export const NO_SMALL_DISK = 'this account may not mount a small disk (tmpfs), so a full one cannot be tried here';

/** Takes all the room there is. Answers the file that takes it. */
export async function fillUp(folder: string): Promise<string> {
  const path = join(folder, 'filler');
  const file = await open(path, 'w');
  try {
    for (;;) await file.write(Buffer.alloc(1024));
  } catch {
    return path;
  } finally {
    await file.close();
  }
}
