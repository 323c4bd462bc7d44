import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

/** What is installed: the framework drags in far more than a bot needs, and overrides in package.json cut it. */

interface Locked {
  readonly version?: string;
  readonly dev?: boolean;
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
  readonly libc?: readonly string[];
}

type Overrides = { readonly [name: string]: string | Overrides };

const root = new URL('..', import.meta.url);
const json = (path: string): unknown => JSON.parse(readFileSync(fileURLToPath(new URL(path, root)), 'utf8'));
const { packages } = json('package-lock.json') as { packages: Readonly<Record<string, Locked>> };
const installed = Object.entries(packages).filter(([path]) => path.startsWith('node_modules/'));
const { overrides } = json('package.json') as { overrides: Overrides };

/** Names that stand for a package which is in the tree anyway and small. */
function cutIn(part: Overrides): readonly string[] {
  return Object.entries(part).flatMap(([name, to]) => {
    if (typeof to === 'string') return to.startsWith('npm:') ? [name] : [];
    return cutIn(to);
  });
}

function fits({ os, cpu, libc }: Locked): boolean {
  return (!os || os.includes('linux')) && (!cpu || cpu.includes('x64')) && (!libc || libc.includes('glibc'));
}

describe('an installation', () => {
  it.each(cutIn(overrides))('has nothing of %s but a stand-in', (name) => {
    const places = installed.filter(([path]) => path.endsWith(`node_modules/${name}`));
    expect(places.length).toBeGreaterThan(0);
    for (const [path] of places) expect(json(`${path}/package.json`)).toMatchObject({ name: 'ms', version: '2.1.3' });
  });

  it.each(['expo', 'react-native', 'bson', '@mongodb-js/saslprep'])('has no %s, which those would bring', (name) => {
    expect(installed.filter(([path]) => path.endsWith(`node_modules/${name}`))).toEqual([]);
  });

  it('has as many packages in production as README says', () => {
    const readme = readFileSync(fileURLToPath(new URL('README.md', root)), 'utf8');
    const production = installed.filter(([, locked]) => locked.dev !== true && fits(locked));
    expect(/(\d+) packages/.exec(readme)?.[1]).toBe(String(production.length));
  });
});
