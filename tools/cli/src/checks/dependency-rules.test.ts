import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runCommand } from '../run-command.js';
import { WORKSPACE } from '../workspace.js';
import { dependencyCruiser } from './lint-steps.js';

/** A small workspace that breaks no rule; each case below plants one violation into it. */
const SOUND = {
  'libs/errors/src/index.ts': 'export const code = 1;',
  'libs/contracts/src/index.ts': "export { code } from '../../errors/src/index.js';",
  'libs/model/src/index.ts': "import { add } from '@tensorflow/tfjs';\nexport const sum = add;",
  'libs/features/src/index.ts':
    "import type { code } from '../../contracts/src/index.js';\nexport type Code = typeof code;",
  'libs/sqlite/src/database.ts': "import { DatabaseSync } from 'node:sqlite';\nexport const open = DatabaseSync;",
  'services/gateway/src/index.ts': "export { code } from '../../../libs/contracts/src/index.js';",
  'services/embedder/src/index.ts': 'export const embedder = 1;',
  'services/standalone/src/index.ts': "export { code } from '../../gateway/src/index.js';",
  'tools/cli/src/index.ts': "export { code } from '../../../services/standalone/src/index.js';",
  'tools/servers/src/index.ts': 'export const start = 1;',
  'libs/features/src/a.integration.test.ts': "import '../../../tools/servers/src/index.js';",
  'services/gateway/src/testing/world.ts': "import '../../../../tools/servers/src/index.js';",
  'package.json': '{"dependencies":{"@tensorflow/tfjs":"1","usearch":"1","left":"1","testcontainers":"1"}}',
  ...stub('@tensorflow/tfjs'),
  ...stub('usearch'),
  ...stub('testcontainers'),
  ...stub('left'),
  ...stub('undeclared'),
};

function stub(name: string): Record<string, string> {
  const manifest = { name, version: '1.0.0', type: 'module', exports: './index.js' };
  return {
    [`node_modules/${name}/package.json`]: JSON.stringify(manifest),
    [`node_modules/${name}/index.js`]: 'export const add = 1;',
  };
}

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'stars-rules-'));
  mkdirSync(join(root, 'node_modules/@stars'), { recursive: true });
  symlinkSync('../../libs/contracts', join(root, 'node_modules/@stars/contracts'));
  write(SOUND);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(files: Record<string, string>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}

async function cruise(): Promise<{ status: number; output: string }> {
  return runCommand(process.execPath, [...dependencyCruiser(WORKSPACE), 'libs', 'services', 'tools'], { cwd: root });
}

test('a workspace that follows the rules passes', async () => {
  expect(await cruise()).toMatchObject({ status: 0 });
});

const VIOLATIONS: [rule: string, planted: Record<string, string>][] = [
  ['service-imports-no-service', { 'services/gateway/src/x.ts': "import '../../embedder/src/index.js';" }],
  [
    'service-imports-no-service',
    {
      'services/embedder/src/x.ts':
        "import type { code } from '../../gateway/src/index.js';\nexport type X = typeof code;",
    },
  ],
  ['service-imports-no-tool', { 'services/standalone/src/x.ts': "import '../../../tools/cli/src/index.js';" }],
  ['library-imports-no-service', { 'libs/features/src/x.ts': "import '../../../services/embedder/src/index.js';" }],
  ['library-imports-no-service', { 'libs/features/src/x.ts': "import '../../../tools/servers/src/index.js';" }],
  ['tests-import-only-servers', { 'libs/features/src/x.test.ts': "import '../../../tools/cli/src/index.js';" }],
  [
    'library-tests-import-no-service',
    { 'libs/features/src/x.test.ts': "import '../../../services/embedder/src/index.js';" },
  ],
  ['library-features', { 'libs/features/src/x.ts': "import '../../model/src/index.js';" }],
  ['library-contracts', { 'libs/contracts/src/x.ts': "export const x = () => import('../../features/src/index.js');" }],
  [
    'library-model',
    { 'libs/model/src/x.ts': "import type { code } from '../../errors/src/index.js';\nexport type X = typeof code;" },
  ],
  ['library-features-tests', { 'libs/features/src/x.test.ts': "import '../../model/src/index.js';" }],
  ['library-unknown', { 'libs/novel/src/index.ts': "import '../../errors/src/index.js';" }],
  [
    'model-is-pure',
    { 'libs/model/src/x.ts': "import { readFileSync } from 'node:fs';\nexport const x = readFileSync;" },
  ],
  ['model-is-pure', { 'libs/model/src/x.ts': "import 'left';" }],
  ['client-usearch-at-home', { 'libs/features/src/x.ts': "import 'usearch';" }],
  ['client-testcontainers-at-home', { 'tools/cli/src/x.ts': "import 'testcontainers';" }],
  [
    'client-usearch-in-one-file',
    { 'libs/vector-index/src/a.ts': "import 'usearch';", 'libs/vector-index/src/b.ts': "import 'usearch';" },
  ],
  [
    'client-node:sqlite-at-home',
    { 'libs/event-bus/src/x.ts': "import { DatabaseSync } from 'node:sqlite';\nexport { DatabaseSync };" },
  ],
  [
    'client-node:sqlite-in-one-file',
    { 'libs/sqlite/src/x.ts': "import type { StatementSync } from 'node:sqlite';\nexport type X = StatementSync;" },
  ],
  ['no-cycles', { 'libs/features/src/a.ts': "import './b.js';", 'libs/features/src/b.ts': "import './a.js';" }],
  [
    'library-features',
    {
      'libs/features/src/x.ts':
        "export async function x() {\n  await using y = (await import('../../model/src/index.js')).open();\n  return y;\n}",
    },
  ],
  ['no-unresolvable', { 'libs/features/src/x.ts': "import './nowhere.js';" }],
  ['no-undeclared', { 'libs/features/src/x.ts': "import 'undeclared';" }],
];

test.each(VIOLATIONS)('%s fails on a planted violation %#', async (rule, planted) => {
  write(planted);
  const { status, output } = await cruise();
  expect(output).toContain(`error ${rule}:`);
  expect(status).toBeGreaterThan(0);
});

test('an import by the package’s name is seen as what it leads to', async () => {
  write({
    'libs/contracts/package.json': JSON.stringify({
      name: '@stars/contracts',
      type: 'module',
      exports: { '.': { types: './dist/index.d.ts', default: './dist/index.js' } },
    }),
    'libs/contracts/dist/index.js': 'export const code = 1;',
    'libs/contracts/dist/index.d.ts': 'export declare const code = 1;',
    'libs/sqlite/src/x.ts': "import type { code } from '@stars/contracts';\nexport type X = typeof code;",
  });
  expect((await cruise()).output).toContain('error library-sqlite:');
});
