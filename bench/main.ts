/**
 * `npm run bench [-- --quick] [-- --sizes 10000,100000] [-- --runs 3] [-- --spaces 20000]`: how fast the bot scans and deletes
 * against the simulator, and how it keeps Webex's limits. `--spaces`: 1:1 spaces that the messages are spread over. Each
 * measurement has a process of its own; the figures also go to bench/last.json.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { measure, type Figures, type Task } from './figures.js';
import { SPACES } from './org.js';
import { limitTable, speedTable } from './tables.js';

const LAST_FIGURES = 'bench/last.json';
const SIZES = '10000,100000,1000000,3000000';
/** At more than this only memory is of interest: one run, and no deletions. */
const LARGEST_TIMED = 1_000_000;

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    sizes: { type: 'string' },
    runs: { type: 'string' },
    seconds: { type: 'string' },
    spaces: { type: 'string' },
    task: { type: 'string' },
  },
});

if (values.task === undefined) await benchAll();
else process.stdout.write(JSON.stringify(await measure(JSON.parse(values.task) as Task)));

async function benchAll(): Promise<void> {
  const sizes = (values.sizes ?? (values.quick ? '100000' : SIZES)).split(',').map(Number);
  const runs = Number(values.runs ?? (values.quick ? 1 : 3));
  const seconds = Number(values.seconds ?? (values.quick ? 60 : 120));
  const spaces = Number(values.spaces ?? SPACES);
  const timed = sizes.filter((events) => events <= LARGEST_TIMED);
  const deletesAt = Math.max(...timed);
  const speed = await measureAll(
    timed.map((events) => ({ kind: 'speed', events, spaces, deletes: events === deletesAt })),
    runs,
  );
  const large = sizes.filter((events) => events > LARGEST_TIMED);
  speed.push(
    ...(await measureAll(
      large.map((events) => ({ kind: 'speed', events, spaces, deletes: false })),
      1,
    )),
  );
  const limits = await measureAll(
    [50, 5].map((perSecond) => ({ kind: 'limit', perSecond, seconds })),
    1,
  );
  process.stdout.write(`${speedTable(speed)}\n${limitTable(limits)}\n`);
  await writeFile(LAST_FIGURES, `${JSON.stringify({ speed, limits }, null, 2)}\n`);
}

async function measureAll(tasks: readonly Task[], runs: number): Promise<Figures[]> {
  const figures: Figures[] = [];
  for (const task of tasks) {
    for (let run = 1; run <= runs; run += 1) {
      process.stderr.write(`${JSON.stringify(task)} (${run} of ${runs})\n`);
      figures.push(await inOwnProcess(task));
    }
  }
  return figures;
}

async function inOwnProcess(task: Task): Promise<Figures> {
  const args = ['--expose-gc', fileURLToPath(import.meta.url), '--task', JSON.stringify(task)];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const [output, [code]] = await Promise.all([text(child.stdout), once(child, 'exit') as Promise<[number | null]>]);
  if (code !== 0) throw new Error(`the measurement ended with ${String(code)}`);
  return JSON.parse(output) as Figures;
}
