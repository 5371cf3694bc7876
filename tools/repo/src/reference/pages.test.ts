import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildProgram } from '@stars/cli';
import { WORKSPACE } from '@stars/cli/command-line';
import { RPC_NAMES } from '@stars/contracts';
import { expect, test } from 'vitest';
import { driftedFrom, referencePages } from './pages.js';
import { sourceFiles } from './source-files.js';

const pages = await referencePages(WORKSPACE);
const page = (name: string): string => pages.get(`docs/reference/${name}.md`)!;

test('a page that differs or is missing has drifted', () => {
  const root = mkdtempSync(join(tmpdir(), 'stars-reference-'));
  try {
    const made = new Map([
      ['docs/reference/a.md', 'a\n'],
      ['docs/reference/b.md', 'b\n'],
      ['docs/reference/c.md', 'c\n'],
    ]);
    mkdirSync(join(root, 'docs/reference'), { recursive: true });
    writeFileSync(join(root, 'docs/reference/a.md'), 'a\n');
    writeFileSync(join(root, 'docs/reference/b.md'), 'b, by hand\n');
    expect(driftedFrom(made, root)).toEqual(['docs/reference/b.md', 'docs/reference/c.md']);
  } finally {
    rmSync(root, { recursive: true });
  }
});

test('every verb and every call is on its page', async () => {
  for (const verb of (await buildProgram()).commands) expect(page('cli')).toContain(`\n## ./stars ${verb.name()}\n`);
  for (const name of RPC_NAMES)
    expect(page('api')).toMatch(new RegExp(`^\\| \`(GET|POST|PATCH) /v1/\\S+\` \\| \`${name}\` \\|`, 'm'));
});

test('every environment variable that a source reads is on the page', () => {
  const files = [...sourceFiles(WORKSPACE, '{libs,services,tools}/**/*.ts'), '.ci/run'];
  const text = files.map((file) => readFileSync(join(WORKSPACE, file), 'utf8')).join('\n');
  const read = text.matchAll(/(?:env\.|env\['|export )((?:STARS|QDRANT)_[A-Z0-9_]+)/g);
  const names = [...new Set([...read].map(([, name]) => name!))];
  expect(names.length).toBeGreaterThan(30);
  expect(names.filter((name) => !page('configuration').includes(`| \`${name}\` `))).toEqual([]);
});

test('the pages contain nothing of the machine that makes them', () => {
  const all = [...pages.values()].join('\n');
  expect(all).not.toContain(WORKSPACE);
  expect(page('cli')).toContain('| `--data <dir>` | data folder | STARS_DATA, else .stars |');
});
