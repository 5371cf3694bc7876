import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { WORKSPACE } from '@stars/cli/command-line';
import { describe, expect, test } from 'vitest';
import { runCommand } from '../run-command.js';

const exclude = (path: string): boolean => /(^|\/)(node_modules|dist)$/.test(path);
const rooms = globSync('libs/**/package.json', { cwd: WORKSPACE, exclude }).map(dirname).sort();

/** One screen. */
const MOST_LINES = 45;
/** Most of it is the start of Node and of TensorFlow. */
const EXAMPLE_MS = 60_000;

describe.concurrent.each(rooms)('%s/README.md', (room) => {
  const path = join(WORKSPACE, room, 'README.md');
  const text = existsSync(path) ? readFileSync(path, 'utf8') : '';

  test('is a screen that begins with the name of the package', ({ expect }) => {
    const { name } = JSON.parse(readFileSync(join(WORKSPACE, room, 'package.json'), 'utf8')) as { name: string };
    expect(text.startsWith(`# ${name}\n`), `${room}/README.md`).toBe(true);
    expect(text.split('\n').length).toBeLessThanOrEqual(MOST_LINES + 1);
  });

  test('names types and functions that the library exports', ({ expect }) => {
    const sources = globSync('src/**/*.ts', { cwd: join(WORKSPACE, room) })
      .filter((file) => !file.endsWith('.test.ts'))
      .map((file) => readFileSync(join(WORKSPACE, room, file), 'utf8'))
      .join('\n');
    const named = [...text.matchAll(/^\| ((?:`\w+`(?:, )?)+) +\|/gm)].flatMap(([, names]) => names!.match(/\w+/g)!);
    expect(named.length).toBeGreaterThan(0);
    const declares = (name: string): boolean =>
      new RegExp(`^export (?:abstract |async )?(?:class|interface|type|function\\*?|const|enum) ${name}\\b`, 'm').test(
        sources,
      );
    expect(named.filter((name) => !declares(name))).toEqual([]);
  });

  test('has one example, which runs', { timeout: EXAMPLE_MS }, async ({ expect }) => {
    const examples = [...text.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, code]) => code!);
    expect(examples).toHaveLength(1);
    expect(examples[0]).toContain("from 'node:assert/strict'");
    const parameters = ['--disable-warning=ExperimentalWarning', '--input-type=module-typescript', '-e', examples[0]!];
    const { status, output } = await runCommand(process.execPath, parameters, {
      cwd: WORKSPACE,
      timeoutMs: EXAMPLE_MS,
    });
    expect(status, output).toBe(0);
  });
});

test('every library is checked', () => {
  expect(rooms.length).toBeGreaterThan(10);
});
