/**
 * Installs, tests and plays the story on every Node that users have, each with the npm that it ships:
 *   npm run test:versions            all of them
 *   npm run test:versions -- 20.18 24   some of them
 * The npm packages `node` and `npm` bring the programs, so nothing else has to be installed.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** What Node's own releases carry. */
const VERSIONS = {
  20.18: { node: '20.18.0', npm: '10.8.2' },
  20: { node: '20', npm: '10' },
  22: { node: '22', npm: '10' },
  24: { node: '24', npm: '11' },
};

const STEPS = [
  ['npm', 'ci', '--no-fund', '--no-audit', '--loglevel=error'],
  ['npm', 'run', 'test:quick', '--silent'],
  ['npm', 'run', 'demo', '--silent', '--', '--script'],
];

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !(name in VERSIONS));
if (unknown.length > 0) {
  console.error(`Unknown: ${unknown.join(', ')}. There are ${Object.keys(VERSIONS).join(', ')}.`);
  process.exit(2);
}

let failed = 0;
for (const [name, programs] of Object.entries(VERSIONS)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  const good = tryOn(programs);
  console.log(`${good ? 'ok  ' : 'FAIL'} Node ${name}`);
  if (!good) failed += 1;
}
process.exit(failed === 0 ? 0 : 1);

function tryOn({ node, npm }) {
  const folder = mkdtempSync(join(tmpdir(), 'purge-bot-node-'));
  try {
    const path = installPrograms(join(folder, 'programs'), { node, npm });
    const checkout = join(folder, 'checkout');
    copyTracked(checkout);
    const env = { ...process.env, PATH: `${path}:${process.env.PATH}` };
    const version = execFileSync('node', ['--version'], { env, encoding: 'utf8' }).trim();
    const npmVersion = execFileSync('npm', ['--version'], { env, encoding: 'utf8' }).trim();
    console.log(`\n── Node ${version}, npm ${npmVersion}`);
    for (const [program, ...args] of STEPS) execFileSync(program, args, { cwd: checkout, env, stdio: 'inherit' });
    return true;
  } catch (error) {
    console.error(String(error.message).split('\n')[0]);
    return false;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Answers the folder that goes in front of PATH. */
function installPrograms(folder, { node, npm }) {
  mkdirSync(folder, { recursive: true });
  const install = ['install', '--no-save', '--no-fund', '--no-audit', '--loglevel=error', `node@${node}`, `npm@${npm}`];
  // npm 12 asks before a package may run a script; this one only moves the program into place.
  execFileSync('npm', [...install, '--foreground-scripts=false'], { cwd: folder, stdio: 'inherit' });
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
