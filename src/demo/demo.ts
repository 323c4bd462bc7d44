import { playScript } from './script.js';
import { setStage } from './stage.js';
import { terminalNarrator } from './terminal.js';

/** A small org keeps the story short; the seed keeps it the same. */
const SIMULATOR = { seed: 7, people: 200, messages: 3_000 };

/** Answers the exit code. */
export async function runDemo({ script }: { script: boolean }): Promise<number> {
  if (!script) throw new Error('only the script so far');
  const stage = await setStage({ simulator: SIMULATOR });
  try {
    return (await playScript(stage, terminalNarrator())) ? 0 : 1;
  } finally {
    await stage.close();
  }
}
