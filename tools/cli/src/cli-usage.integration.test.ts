import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import { afterAll, describe, expect, test } from 'vitest';
import { buildProgram } from './program.js';
import { runCli } from './testing/cli-process.js';

const root = mkdtempSync(join(tmpdir(), 'stars-cli-usage-'));
const data = join(root, 'data');
afterAll(() => rmSync(root, { recursive: true, force: true }));

const errorLine = (stderr: string): string => stderr.split('\n').find((line) => line.startsWith('error ')) ?? '';

/** Every verb by name, those of groups behind the group's. */
const verbsOf = (command: Command, before = ''): [string, Command][] =>
  command.commands.flatMap((verb) => {
    const name = `${before}${verb.name()}`;
    return verb.commands.length > 0 ? verbsOf(verb, `${name} `) : [[name, verb] as [string, Command]];
  });

const program = await buildProgram();

describe('usage', () => {
  test.each(verbsOf(program))('%s has help with its options', (name, verb) => {
    const help = verb.helpInformation();
    expect(help).toContain(`Usage: ./stars ${name}`);
    expect(help).toMatch(/--data <dir>[\s\S]*--json/);
  });

  test('help is printed, and ends with 0', async () => {
    const { status, stdout } = await runCli(['models', 'list', '--help']);
    expect(status).toBe(0);
    expect(stdout).toContain('Usage: ./stars models list');
  });

  test.each([
    ['an unknown verb', ['fly']],
    ['an unknown option', ['train', '--fast']],
    ['two options that do not go together', ['train', '--offsets-only', '--no-serve', '--data', data]],
    ['a missing option', ['recommend']],
    ['an invalid value', ['up', '--http-port', '99999']],
    ['nothing to import', ['import', '--data', data]],
    ['no protocol to evaluate by', ['evaluate', '--data', data]],
  ])('%s ends with 2 and an error line', async (_, parameters) => {
    const { status, stderr } = await runCli(parameters);
    expect(status).toBe(2);
    expect(errorLine(stderr)).toMatch(/^error STARS_USAGE: ./);
  });
});

describe('a data folder that is not there', () => {
  const missing = join(root, 'typo');

  test.each([[['up']], [['train', '--offsets-only']], [['evaluate', '--protocol', 'time']], [['models', 'list']]])(
    'is an error of %j, which says what to type and makes nothing',
    async (parameters) => {
      const { status, stderr } = await runCli([...parameters, '--data', missing]);
      expect(errorLine(stderr)).toMatch(
        /^error STARS_NOT_FOUND: there is no data folder .*\.\/stars import .* \(field data\)$/,
      );
      expect(status).toBe(3);
      expect(existsSync(missing)).toBe(false);
    },
  );

  test('is made by no verb of the servers that starts none', async () => {
    for (const verb of ['status', 'down']) await runCli(['stack', verb, '--data', missing]);
    expect(existsSync(missing)).toBe(false);
  });
});
