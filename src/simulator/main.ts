/** `node dist/simulator/main.js '<json options>'`: prints one line of JSON with its address, ends on SIGTERM or SIGINT. */
import type { SimulatorOptions } from './settings.js';
import { startSimulator } from './simulator.js';

const options = JSON.parse(process.argv[2] ?? '{}') as SimulatorOptions;
const { url, stop } = await startSimulator(options);
process.stdout.write(`${JSON.stringify({ url })}\n`);

const end = (): void => void stop().then(() => process.exit(0));
process.once('SIGTERM', end);
process.once('SIGINT', end);
if (options.stdin === true) process.stdin.on('end', end).resume();
