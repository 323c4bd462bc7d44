import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface DemoProcess {
  /** The first address on its standard output. */
  readonly url: string;
  /** Its temporary folder, of its own. */
  readonly folder: string;
  /** Answers the exit code. */
  end(signal: NodeJS.Signals): Promise<number | null>;
  /** Ends it, whatever state it is in, and removes its folder. */
  clear(): Promise<void>;
}

const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

/** `npm run demo` as its user starts it, with a temporary folder that shows what it leaves behind. */
export async function startDemo(): Promise<DemoProcess> {
  const folder = await mkdtemp(join(tmpdir(), 'demo-page-test-'));
  const child = spawn(process.execPath, [MAIN, 'demo'], {
    env: { ...process.env, TMPDIR: folder },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit').then(([code]) => code as number | null);
  const clear = async (): Promise<void> => {
    child.kill('SIGTERM');
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
  const url = await firstAddress(child.stdout, ended).catch(async (error: unknown) => {
    await clear();
    throw error;
  });
  const end = (signal: NodeJS.Signals): Promise<number | null> => {
    child.kill(signal);
    return ended;
  };
  return { url, folder, end, clear };
}

async function firstAddress(output: NodeJS.ReadableStream, ended: Promise<number | null>): Promise<string> {
  let printed = '';
  const seen = new Promise<string>((resolve) => {
    output.on('data', (data: Buffer) => {
      printed += data.toString();
      const address = /https?:\/\/\S+(?=\s)/.exec(printed)?.[0];
      if (address !== undefined) resolve(address);
    });
  });
  const tooSoon = ended.then((code) => {
    throw new Error(`the demo ended with ${String(code)} before it printed an address:\n${printed}`);
  });
  tooSoon.catch(() => undefined);
  return Promise.race([seen, tooSoon]);
}
