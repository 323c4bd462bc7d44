import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { SimulatorClient } from './client.js';
import type { SimulatorOptions } from './settings.js';

export interface SpawnedSimulator {
  readonly url: string;
  readonly client: SimulatorClient;
  readonly pid: number;
  readonly stop: () => Promise<void>;
}

/** The compiled entry, whether this file itself runs from src (tests) or from dist. */
const ENTRY = fileURLToPath(new URL('../../dist/simulator/main.js', import.meta.url));

/** Starts the simulator as a process of its own; it ends with its parent, whatever becomes of that. */
export async function spawnSimulator(options: SimulatorOptions = {}): Promise<SpawnedSimulator> {
  const child = spawn(process.execPath, [ENTRY, JSON.stringify({ ...options, stdin: true })], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const url = await address(child);
  return { url, client: new SimulatorClient(url), pid: child.pid ?? 0, stop: () => stop(child) };
}

async function address(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error('The simulator has no standard output');
  const lines = createInterface({ input: child.stdout });
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`The simulator ended before it listened (exit code ${String(code)}); is dist/ built?`);
  });
  const [line] = (await Promise.race([once(lines, 'line'), ended])) as [string];
  ended.catch(() => undefined);
  return (JSON.parse(line) as { url: string }).url;
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  await once(child, 'exit');
}
