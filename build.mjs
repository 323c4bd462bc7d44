/**
 * Compiles src/ to dist/, file by file, so that paths built from import.meta.url mean the same in both trees.
 * esbuild is a production dependency because `npm ci --omit=dev` runs this too; types are checked by `npm run typecheck`.
 */
import { chmodSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('.', import.meta.url));
const compiledOrCopied = /(?<!\.d)\.(ts|html|css|svg)$/;

const entryPoints = readdirSync(join(root, 'src'), { recursive: true })
  .filter((file) => compiledOrCopied.test(file))
  .map((file) => join(root, 'src', file));

rmSync(join(root, 'dist'), { recursive: true, force: true });
await build({
  entryPoints,
  outbase: join(root, 'src'),
  outdir: join(root, 'dist'),
  format: 'esm',
  platform: 'node',
  target: 'node20.18',
  sourcemap: 'linked',
  loader: { '.html': 'copy', '.css': 'copy', '.svg': 'copy' },
  logLevel: 'warning',
});

// The command line is run by its own name too, through a link.
chmodSync(join(root, 'dist/main.js'), 0o755);
