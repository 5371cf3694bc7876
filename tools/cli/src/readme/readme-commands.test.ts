import { expect, test } from 'vitest';
import { readmeCommands } from './readme-commands.js';

test('commands are what stands in sh fences, and only there', () => {
  const markdown = ['Run', '```sh', './stars demo', '', './stars test', '```', '```json', '{}', '```'].join('\n');
  expect(readmeCommands(markdown)).toEqual(['./stars demo', './stars test']);
});

test('a continued line and a quoted line break belong to their command', () => {
  const markdown = ['```sh', 'a \\', '  b', "curl -d '{", `  "it": "x"}'`, '```', ''].join('\n');
  expect(readmeCommands(markdown)).toEqual(['a \\\n  b', `curl -d '{\n  "it": "x"}'`]);
});

test('a command without an end is an error', () => {
  expect(() => readmeCommands("```sh\necho 'a\n```\n")).toThrow(/does not end/);
});
