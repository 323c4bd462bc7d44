import { access, constants, stat, statfs } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Config } from '../config.js';
import { LEAST_FREE_BYTES } from '../flow/disk-check.js';
import { readAuditEnd } from '../storage/audit-end.js';
import { BEFORE_FIRST } from '../storage/audit-line.js';
import { signedState } from '../storage/state-file.js';
import { fault, fine, warning, type Finding } from './doctor-finding.js';

/** A message takes about so much in list, ledger and report together. */
const BYTES_A_MESSAGE = 2_048;

/** Can the bot write to DATA_DIR, and read what stands there? Nothing is written to find out. */
export async function checkFolder(config: Config): Promise<readonly Finding[]> {
  const dataDir = resolve(config.dataDir);
  const standing = await nearestFolder(dataDir);
  if (!(await isWritable(standing))) {
    const says = `${standing} is no folder that this account can write to.`;
    return [fault('data folder', says, 'Give the account that runs the bot write access to DATA_DIR.')];
  }
  const space = await checkSpace(standing, config.rules.maxMessages);
  if (standing !== dataDir) return [fine('data folder', `${dataDir} will be made at the first start.`), space];
  await readRecords(config, dataDir);
  const sound = fine('data folder', `${dataDir} can be written, and its state and audit agree.`);
  return [sound, space, ...(await stop(dataDir))];
}

/** Throws a DamagedFileError as the start of the bot would. The state is read first: the audit may grow meanwhile. */
async function readRecords({ encryptionKeys }: Config, dataDir: string): Promise<void> {
  const state = await signedState(join(dataDir, 'state.json'), encryptionKeys).read();
  await readAuditEnd(join(dataDir, 'audit.ndjson'), state?.audit ?? BEFORE_FIRST);
}

/** The folder itself, or the one in which it would be made. */
async function nearestFolder(path: string): Promise<string> {
  if (await exists(path)) return path;
  const above = dirname(path);
  return above === path ? path : nearestFolder(above);
}

/** What cannot be reached counts as missing: the folder above it is then found closed. */
function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

async function isWritable(path: string): Promise<boolean> {
  if (!(await stat(path)).isDirectory()) return false;
  return access(path, constants.W_OK | constants.X_OK).then(
    () => true,
    () => false,
  );
}

async function checkSpace(path: string, maxMessages: number): Promise<Finding> {
  const { bavail, bsize } = await statfs(path);
  const free = bavail * bsize;
  const wanted = maxMessages * BYTES_A_MESSAGE;
  const says = `${megabytes(free)} are free under DATA_DIR`;
  const todo = 'Make room, or move DATA_DIR to a larger disk.';
  if (free < LEAST_FREE_BYTES) return fault('data folder', `Only ${says}.`, todo);
  if (free >= wanted) return fine('data folder', `${says}.`);
  return warning('data folder', `${says}; a purge of MAX_MESSAGES may take ${megabytes(wanted)}.`, todo);
}

function megabytes(bytes: number): string {
  return `${String(Math.floor(bytes / 1024 / 1024))} MB`;
}

async function stop(dataDir: string): Promise<readonly Finding[]> {
  const path = join(dataDir, 'STOP');
  if (!(await exists(path))) return [];
  return [fault('data folder', `${path} halts every run and forbids new ones.`, 'Remove that file to let purges run.')];
}
