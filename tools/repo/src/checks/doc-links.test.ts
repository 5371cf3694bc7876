import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { brokenLinks } from './doc-links.js';

const SOUND = {
  'libs/model/src/adam.ts': '',
  'docs/how-to/start.md':
    '# Start\n\n## `k`, and *why*\n\nSee [up](../../README.md#two-commands-1).\n\n## Again\n\n## Again\n',
  'README.md': [
    '# Shop',
    '## Two commands',
    '## Two commands',
    '[start](docs/how-to/start.md) [why](docs/how-to/start.md#k-and-why "so") [again](docs/how-to/start.md#again-1)',
    '[here](#shop) [folder](libs/model/) [out](https://example.org/none.md) `[no](link.md)` `application/json`',
    '`libs/model/src/adam.ts:12`, `libs/<room>/src`, `libs/*/src/*.ts`, `node libs/model/src/adam.ts`',
    '```ts',
    'const a = b[c](d); // libs/none/at/all',
    '```',
    '',
  ].join('\n'),
};

let root: string;

const write = (files: Readonly<Record<string, string>>): void => {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
};

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'stars-links-'));
  write(SOUND);
});
afterEach(() => rmSync(root, { recursive: true }));

test('valid links and paths are no problem', () => {
  expect(brokenLinks(root)).toEqual([]);
});

test.each([
  ['[gone](docs/gone.md)', 'docs/gone.md does not exist'],
  ['![gone](picture.png)', 'picture.png does not exist'],
  ['<img src="picture.png">', 'picture.png does not exist'],
  ['[gone]: docs/gone.md', 'docs/gone.md does not exist'],
  ['[gone](docs/how-to/start.md#stop)', 'docs/how-to/start.md#stop: there is no heading #stop'],
  ['[gone](#two-commands-2)', '#two-commands-2: there is no heading #two-commands-2'],
  ['[out](../secret.md)', '../secret.md leads out of the repository'],
  ['`libs/model/src/adamw.ts`', 'there is no libs/model/src/adamw.ts'],
  ['`libs/<room>/test`', 'there is no libs/*/test'],
  ['```sh\nnode libs/model/gone.js\n```', 'there is no libs/model/gone.js'],
])('%s is found', (text, problem) => {
  write({ 'CONTRIBUTING.md': `# Shop\n## Two commands\n## Two commands\n${text}` });
  expect(brokenLinks(root)).toEqual([`CONTRIBUTING.md: ${problem}`]);
});
