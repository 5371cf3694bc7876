import { expect, test } from 'vitest';
import { WORKSPACE } from '../workspace.js';
import { commandPages } from './command-pages.js';
import { leftOutCommands, readmeCommands } from './readme-commands.js';

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

test('a block in a list loses the indentation of the list', () => {
  expect(readmeCommands("- so:\n\n  ```sh\n  echo 'a\n    b'\n  ```\n")).toEqual(["echo 'a\n  b'"]);
});

test('commands that CI leaves out are told with their reason', () => {
  const markdown = '<!-- not run by CI: needs Docker -->\n```sh no-ci\ndocker compose up\n```\n```sh\nls\n```\n';
  expect(leftOutCommands(markdown)).toEqual([{ commands: 'docker compose up', reason: 'needs Docker' }]);
  expect(readmeCommands(markdown)).toEqual(['ls']);
});

test('no command is left out without a reason, or by another name of its language', () => {
  expect(() => leftOutCommands('Now\n```sh no-ci\ndocker compose up\n```\n')).toThrow(
    /REASON --> is missing before: docker/,
  );
  expect(() => leftOutCommands('```bash\nls\n```\n')).toThrow(/instead of ```bash/);
});

test('the README and the how-to pages say why what CI does not run is left out', () => {
  const pages = commandPages(WORKSPACE);
  expect(pages[0]!.path).toBe('README.md');
  expect(pages.length).toBeGreaterThan(1);
  expect(pages.flatMap(({ commands }) => commands).length).toBeGreaterThan(8);
});
