import type { Environment } from '../../src/configuration/reading.js';
import { ConfigurationError } from '../../src/errors.js';
import { loadConfig } from '../../src/config.js';

export const KEY_HEX = '00112233445566778899aabbccddeeff'.repeat(2);

/** Everything that is required, and no more. */
export const COMPLETE = {
  WEBEX_BOT_TOKEN: 'the-bots-own-token',
  ADMIN_ROOM_ID: 'id-of-the-space',
  OFFICERS: 'olivia@example.com, omar@example.com',
  CLIENT_ID: 'id-of-the-integration',
  CLIENT_SECRET: 'the-integrations-secret',
  TOKEN_ENCRYPTION_KEY: KEY_HEX,
  TARGET_MSG_AGE: '30d',
} satisfies Environment;

/** Files that stand, by path. */
export function filesOf(files: Readonly<Record<string, string>> = {}) {
  return (path: string): string => {
    const content = files[path];
    if (content === undefined) throw new Error(`no file ${path}`);
    return content;
  };
}

/** The complete environment with these changes; undefined takes a variable away. */
export function load(changes: Environment = {}, files: Readonly<Record<string, string>> = {}) {
  return loadConfig({ ...COMPLETE, ...changes }, filesOf(files));
}

export function faultsOf(changes: Environment, files: Readonly<Record<string, string>> = {}): readonly string[] {
  try {
    load(changes, files);
    return [];
  } catch (error) {
    if (error instanceof ConfigurationError) return error.faults;
    throw error;
  }
}
