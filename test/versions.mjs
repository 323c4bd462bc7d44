/**
 * Installs, tests and plays the story on every Node that users have, each with the npm that it ships:
 *   npm run test:versions            all of them
 *   npm run test:versions -- 20.18 24   some of them
 * The npm packages `node` and `npm` bring the programs, so nothing else has to be installed. All Nodes are at it at the same
 * time, since each mostly waits, and every line says whose it is.
 */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** What Node's own releases carry. */
const VERSIONS = {
  20.18: { node: '20.18.0', npm: '10.8.2' },
  20: { node: '20', npm: '10' },
  22: { node: '22', npm: '10' },
  24: { node: '24', npm: '11' },
};

/** What decides touches no file and no socket, which a lint rule sees to: it is the same on every Node. */
const SAME_EVERYWHERE = ['--exclude', 'test/flow/**', '--exclude', 'test/docs.test.ts'];
/** Other Nodes are at work beside this one. */
const SHARED = ['--maxWorkers', '2'];

const STEPS = [
  ['npm', 'ci', '--no-fund', '--no-audit', '--loglevel=error'],
  ['npm', 'run', 'test:quick', '--silent', '--', ...SAME_EVERYWHERE, ...SHARED],
  ['npm', 'run', 'demo', '--silent', '--', '--script'],
];

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !(name in VERSIONS));
if (unknown.length > 0) {
  console.error(`Unknown: ${unknown.join(', ')}. There are ${Object.keys(VERSIONS).join(', ')}.`);
  process.exit(2);
}

const names = Object.keys(VERSIONS).filter((name) => asked.length === 0 || asked.includes(name));
const results = await Promise.all(names.map(async (name) => [name, await tryOn(name, VERSIONS[name])]));
for (const [name, good] of results) console.log(`${good ? 'ok  ' : 'FAIL'} Node ${name}`);
process.exit(results.every(([, good]) => good) ? 0 : 1);

async function tryOn(name, programs) {
  const folder = mkdtempSync(join(tmpdir(), 'purge-bot-node-'));
  const say = (line) => console.log(`Node ${name} │ ${line}`);
  try {
    const path = await installPrograms(join(folder, 'programs'), programs, say);
    const checkout = join(folder, 'checkout');
    copyTracked(checkout);
    const at = { cwd: checkout, env: { ...process.env, PATH: `${path}:${process.env.PATH}` }, say };
    await run(['node', '--version'], at);
    await run(['npm', '--version'], at);
    for (const step of STEPS) await run(step, at);
    return true;
  } catch (error) {
    say(String(error.message).split('\n')[0]);
    return false;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Runs a program to its end, line by line. @throws Error where it ends with anything but 0. */
async function run([program, ...args], { cwd, env, say }) {
  const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  for (const input of [child.stdout, child.stderr]) createInterface({ input }).on('line', say);
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`${[program, ...args].join(' ')} ended with ${code}`);
}

/** Answers the folder that goes in front of PATH. */
async function installPrograms(folder, { node, npm }, say) {
  mkdirSync(folder, { recursive: true });
  const install = ['install', '--no-save', '--no-fund', '--no-audit', '--loglevel=error', `node@${node}`, `npm@${npm}`];
  // npm 12 asks before a package may run a script; this one only moves the program into place.
  await run(['npm', ...install, '--foreground-scripts=false'], { cwd: folder, env: process.env, say });
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  for (const program of ['node', 'npm', 'npx'])
    symlinkSync(join(folder, 'node_modules', '.bin', program), join(bin, program));
  return bin;
}

/** What a clone would have, with the changes of the working tree. */
function copyTracked(target) {
  const files = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  for (const file of files.split('\0').filter(Boolean))
    cpSync(join(ROOT, file), join(target, file), { recursive: true });
}
