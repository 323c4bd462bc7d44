/** Loaded before the bot: moves the machine's clock by as many ms as the file SOAK_CLOCK says, now and whenever it changes. */
import { readFileSync } from 'node:fs';

const LOOK_EVERY_MS = 50;

const real = Date.now.bind(Date);
let shiftMs = 0;

function look() {
  try {
    shiftMs = Number(readFileSync(process.env.SOAK_CLOCK, 'utf8'));
  } catch {
    // Being replaced.
  }
}

look();
setInterval(look, LOOK_EVERY_MS).unref();
Date.now = () => real() + shiftMs;
