// Writes the pages of docs/reference from the sources (build first: `npx tsc -b`).
// `--check` writes nothing, and fails if a page differs from the sources.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { driftedPages, writePages } from '../dist/reference/pages.js';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');
const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } });

if (values.check) {
  const drifted = await driftedPages(root);
  for (const path of drifted) console.error(`${path} differs from the sources`);
  if (drifted.length > 0) {
    console.error('Run `node tools/repo/scripts/generate-reference.mjs` and commit the result.');
    process.exitCode = 1;
  }
} else await writePages(root);
