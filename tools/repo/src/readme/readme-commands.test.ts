import { WORKSPACE } from '@stars/cli/command-line';
import { expect, test } from 'vitest';
import { commandPages } from './testing/command-pages.js';
import { leftOutCommands, readmeCommands } from './testing/readme-commands.js';

test('only sh fences contain commands', () => {
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

test('a block in a list loses the indentation of the list', () => {
  expect(readmeCommands("- so:\n\n  ```sh\n  echo 'a\n    b'\n  ```\n")).toEqual(["echo 'a\n  b'"]);
});

test('commands that CI leaves out are listed with their reason', () => {
  const markdown = '<!-- not run by CI: needs Docker -->\n```sh no-ci\ndocker compose up\n```\n```sh\nls\n```\n';
  expect(leftOutCommands(markdown)).toEqual([{ commands: 'docker compose up', reason: 'needs Docker' }]);
  expect(readmeCommands(markdown)).toEqual(['ls']);
});

test('a command cannot be left out without a reason, or by another language name', () => {
  expect(() => leftOutCommands('Now\n```sh no-ci\ndocker compose up\n```\n')).toThrow(
    /REASON --> is missing before: docker/,
  );
  expect(() => leftOutCommands('```bash\nls\n```\n')).toThrow(/instead of ```bash/);
});

test('the README and the how-to pages give a reason for each command that CI does not run', () => {
  const pages = commandPages(WORKSPACE);
  expect(pages[0]!.path).toBe('README.md');
  expect(pages.length).toBeGreaterThan(1);
  expect(pages.flatMap(({ commands }) => commands).length).toBeGreaterThan(8);
});
