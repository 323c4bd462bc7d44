import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { writeEvidence, type WrittenEvidence } from '../../src/operate/evidence.js';
import { ID } from '../contract/purge-files.js';
import { tempFolder } from '../storage/support.js';
import { manualClock } from '../support/memory.js';

const run = promisify(execFile);

/** Packs the purge and unpacks it elsewhere, as a stranger would. */
export async function unpackedEvidence(
  dataDir: string,
  id = ID,
): Promise<{ folder: string; written: WrittenEvidence }> {
  const [there, folder] = [await tempFolder(), await tempFolder()];
  const written = await writeEvidence({ dataDir, id, folder: there, clock: manualClock() });
  await run('tar', ['-xzf', written.path, '-C', folder]);
  return { folder, written };
}

export interface Ran {
  readonly code: number;
  readonly told: string;
}

/** The checks of VERIFY.md by the heading they stand under. */
export async function checksIn(folder: string): Promise<ReadonlyMap<string, () => Promise<Ran>>> {
  const text = await readFile(join(folder, 'VERIFY.md'), 'utf8');
  const sections = text.split(/^## (?:\d+\. )?/m).slice(1);
  return new Map(
    sections.map((section) => {
      const script = /^```sh\n(.*?)\n```$/ms.exec(section)?.[1];
      if (script === undefined) throw new Error(`no command in ${section}`);
      return [section.split('\n', 1)[0] ?? '', () => shell(script, folder)];
    }),
  );
}

/** The command that looks for a head which Webex keeps, set to the one given. */
export async function headCheck(folder: string, { seq, hash }: { seq: number | string; hash: string }): Promise<Ran> {
  const script = /^```sh\n(SEQ=.*?)\n```$/ms.exec(await readFile(join(folder, 'VERIFY.md'), 'utf8'))?.[1];
  if (script === undefined) throw new Error('no command for a head');
  return shell(script.replace(/^SEQ=\S+ HEAD=\S+/, `SEQ=${seq} HEAD=${hash}`), folder);
}

async function shell(script: string, folder: string): Promise<Ran> {
  try {
    const { stdout } = await run('sh', ['-e', '-c', script], { cwd: folder });
    return { code: 0, told: stdout };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, told: stdout + stderr };
  }
}
