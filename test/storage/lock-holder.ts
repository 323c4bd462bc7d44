import { lockFolder } from '../../src/storage/lock.js';

/** A process of its own that locks the folder it is given, says how that went, and stays until it is killed. */
const [dataDir = ''] = process.argv.slice(2);
try {
  await lockFolder(dataDir, process.pid);
  process.stdout.write('locked\n');
  setInterval(() => undefined, 60_000);
} catch (error) {
  process.stdout.write(`${error instanceof Error ? error.message : String(error)}\n`);
}
