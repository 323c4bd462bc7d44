import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { spaceOf, type Space } from '../../src/demo/space.js';
import { setStage, type Stage, type StageOptions } from '../../src/demo/stage.js';

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
    if (signedIn) for (const officer of stage.org.officers) await stage.signIn(officer);
  }, 90_000);
  afterAll(() => scene.stage?.close());
  return scene as Scene;
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
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Promise.all(paths.map(async (path) => ({ path, text: await readFile(path, 'utf8') })));
}
