import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { spaceOf, type Space } from '../../src/demo/space.js';
import { setStage, type Stage, type StageOptions } from '../../src/demo/stage.js';
import type { OrgPerson, SeenMessage } from '../../src/simulator/control-types.js';

/** One stage for the tests of a file, set before them and cleared after them. */
export interface Scene {
  readonly stage: Stage;
  readonly space: Space;
}

export function setScene(options: StageOptions = {}, { signedIn = true } = {}): Scene {
  const scene: { stage?: Stage; space?: Space } = {};
  beforeAll(async () => {
    const stage = await setStage({ simulator: { seed: 3, people: 60, messages: 800 }, ...options });
    Object.assign(scene, { stage, space: spaceOf(stage) });
    // Said a moment later, it would be taken for the answer to what a test does first.
    await scene.space!.hears('the bot', ({ markdown = '' }) => markdown.includes('I am here'));
    if (signedIn) for (const officer of stage.org.officers) await signIn({ stage, space: scene.space! }, officer);
  }, 90_000);
  afterAll(() => scene.stage?.close());
  return scene as Scene;
}

/** Until the space has heard of it: told a moment later, it would be taken for the answer to what a test does first. */
export async function signIn({ stage, space }: Scene, officer: OrgPerson): Promise<void> {
  await stage.signIn(officer);
  const isIt = (markdown: string): boolean => markdown.includes(officer.displayName) && markdown.includes('signed in');
  await space.hears(`${officer.displayName} signed in`, ({ markdown = '' }) => isIt(markdown));
}

/** What the bot wrote to one person alone. */
export async function directMessages({ stage }: Scene, person: OrgPerson): Promise<readonly SeenMessage[]> {
  const { webex, org } = stage;
  const rooms = (await webex.rooms()).filter(
    ({ type, members }) =>
      type === 'direct' && [org.bot.id, person.id].every((one) => members.some(({ id }) => id === one)),
  );
  return (await Promise.all(rooms.map(({ id }) => webex.room(id)))).flat();
}

export interface AuditLine {
  readonly seq: number;
  readonly type: string;
  readonly actor: string;
  readonly purge: string | null;
  readonly details: Record<string, unknown>;
}

export async function auditOf({ dataDir }: Stage): Promise<readonly AuditLine[]> {
  const text = await readFile(join(dataDir, 'audit.ndjson'), 'utf8');
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as AuditLine);
}

export async function filesBelow(folder: string): Promise<readonly { path: string; text: string }[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  // A file that is being written under another name may be gone by the time it is read.
  const files = entries.filter((entry) => entry.isFile() && !entry.name.endsWith('.tmp'));
  const paths = files.map((entry) => join(entry.parentPath, entry.name));
  return Promise.all(paths.map(async (path) => ({ path, text: await readFile(path, 'utf8') })));
}
