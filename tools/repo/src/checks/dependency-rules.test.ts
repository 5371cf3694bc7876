import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { WORKSPACE } from '@stars/cli/command-line';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { runCommand } from '../run-command.js';
import { dependencyCruiser } from './lint-steps.js';

/** A small workspace that breaks no rule. The cases below add violations to it. */
const SOUND = {
  'libs/foundation/errors/src/index.ts': 'export const code = 1;',
  'libs/foundation/contracts/src/index.ts': "export { code } from '../../errors/src/index.js';",
  'libs/foundation/sqlite/src/database.ts':
    "import { DatabaseSync } from 'node:sqlite';\nexport const open = DatabaseSync;",
  'libs/stores/event-bus/src/index.ts': "export { code } from '../../../foundation/contracts/src/index.js';",
  'libs/stores/event-bus/src/a.integration.test.ts': "import '../../../testing/servers/src/index.js';",
  'libs/stores/vector-index/src/index.ts': "export const open = () => import('./qdrant/open.js');",
  'libs/stores/vector-index/src/qdrant/open.ts': 'export const index = 1;',
  'libs/stores/stack/src/index.ts': "export { code } from '../../event-bus/src/index.js';",
  'libs/engine/model/src/index.ts': "import { add } from '@tensorflow/tfjs';\nexport const sum = add;",
  'libs/engine/features/src/index.ts':
    "import type { code } from '../../../foundation/contracts/src/index.js';\nexport type Code = typeof code;",
  'libs/engine/inference/src/index.ts': 'export const loaded = 1;',
  'libs/learning/replay/src/index.ts': "export { loaded } from '../../../engine/inference/src/index.js';",
  'libs/learning/training/src/index.ts':
    "export { loaded } from '../../replay/src/index.js';\nexport { code } from '../../../stores/event-bus/src/index.js';",
  'libs/learning/evaluation/src/index.ts': "export { loaded } from '../../replay/src/index.js';",
  'libs/learning/evaluation/src/a.test.ts': "import '../../training/src/index.js';",
  'libs/freshness/roll-out/src/index.ts': 'export const rollOut = 1;',
  'libs/testing/servers/src/index.ts': 'export const start = 1;',
  'services/gateway/src/index.ts': "export { code } from '../../../libs/foundation/contracts/src/index.js';",
  'services/gateway/src/testing/world.ts': "import '../../../../libs/testing/servers/src/index.js';",
  'services/embedder/src/index.ts': 'export const embedder = 1;',
  'services/standalone/src/index.ts': "export { code } from '../../gateway/src/index.js';",
  'tools/cli/src/index.ts': "export { code } from '../../../services/standalone/src/index.js';",
  'tools/cli/src/servers.ts': "import '../../../libs/testing/servers/src/index.js';",
  'package.json': '{"dependencies":{"@tensorflow/tfjs":"1","openai":"1","left":"1","testcontainers":"1"}}',
  ...stub('@tensorflow/tfjs'),
  ...stub('openai'),
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
const makeSound = (): void => {
  root = mkdtempSync(join(tmpdir(), 'stars-rules-'));
  mkdirSync(join(root, 'node_modules/@stars'), { recursive: true });
  symlinkSync('../../libs/foundation/contracts', join(root, 'node_modules/@stars/contracts'));
  write(SOUND);
};
const remove = (): void => rmSync(root, { recursive: true, force: true });

function write(files: Record<string, string>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}

async function cruise(): Promise<{ status: number; output: string }> {
  const folders = ['clients', 'libs', 'services', 'tools'].filter((folder) => existsSync(join(root, folder)));
  return runCommand(process.execPath, [...dependencyCruiser(WORKSPACE), ...folders], { cwd: root });
}

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
  ['service-imports-no-tool', { 'services/embedder/src/x.test.ts': "import '../../../tools/cli/src/index.js';" }],
  [
    'library-imports-no-service',
    { 'libs/engine/features/src/x.ts': "import '../../../../services/embedder/src/index.js';" },
  ],
  [
    'library-imports-no-service',
    { 'libs/engine/features/src/x.test.ts': "import '../../../../services/embedder/src/index.js';" },
  ],
  ['library-imports-no-service', { 'libs/engine/features/src/x.ts': "import '../../../../tools/cli/src/index.js';" }],
  [
    'real-servers-are-for-tests',
    { 'libs/stores/event-bus/src/x.ts': "import '../../../testing/servers/src/index.js';" },
  ],
  [
    'real-servers-are-for-tests',
    { 'services/gateway/src/x.ts': "import '../../../libs/testing/servers/src/index.js';" },
  ],
  ['tier-foundation', { 'libs/foundation/contracts/src/x.ts': "import '../../../engine/features/src/index.js';" }],
  ['tier-stores', { 'libs/stores/event-bus/src/x.ts': "import '../../../engine/features/src/index.js';" }],
  ['tier-engine', { 'libs/engine/features/src/x.ts': "import '../../../stores/event-bus/src/index.js';" }],
  ['tier-learning', { 'libs/learning/replay/src/x.ts': "import '../../../stores/vector-index/src/index.js';" }],
  ['tier-freshness', { 'libs/freshness/vectors/src/x.ts': "import '../../../learning/replay/src/index.js';" }],
  ['room-vectors', { 'libs/freshness/vectors/src/x.ts': "import '../../roll-out/src/index.js';" }],
  ['room-roll-out', { 'libs/freshness/roll-out/src/x.ts': "import '../../../stores/stack/src/index.js';" }],
  ['tier-serving', { 'libs/serving/recommending/src/x.ts': "import '../../../learning/replay/src/index.js';" }],
  ['room-features', { 'libs/engine/features/src/x.ts': "import '../../model/src/index.js';" }],
  [
    'room-contracts',
    { 'libs/foundation/contracts/src/x.ts': "export const x = () => import('../../sqlite/src/database.js');" },
  ],
  [
    'room-model',
    {
      'libs/engine/model/src/x.ts':
        "import type { code } from '../../../foundation/errors/src/index.js';\nexport type X = typeof code;",
    },
  ],
  ['room-features-tests', { 'libs/engine/features/src/x.test.ts': "import '../../model/src/index.js';" }],
  ['room-training', { 'libs/learning/training/src/x.ts': "import '../../evaluation/src/index.js';" }],
  ['room-training-tests', { 'libs/learning/training/src/x.test.ts': "import '../../evaluation/src/index.js';" }],
  ['room-replay', { 'libs/learning/replay/src/x.ts': "import '../../../stores/event-bus/src/index.js';" }],
  ['room-event-bus', { 'libs/stores/event-bus/src/x.ts': "import '../../stack/src/index.js';" }],
  ['room-unknown', { 'libs/engine/novel/src/index.ts': "import '../../../foundation/errors/src/index.js';" }],
  [
    'model-is-pure',
    { 'libs/engine/model/src/x.ts': "import { readFileSync } from 'node:fs';\nexport const x = readFileSync;" },
  ],
  ['clients-stand-alone', { 'clients/typescript/src/x.ts': "import '../../../libs/foundation/errors/src/index.js';" }],
  [
    'nothing-imports-lab',
    { 'tools/cli/src/x.ts': "import '../../../lab/src/x.js';", 'lab/src/x.ts': 'export const learned = 1;' },
  ],
  [
    'product-imports-no-workshop',
    { 'tools/cli/src/y.ts': "import '../../repo/src/x.js';", 'tools/repo/src/x.ts': 'export const check = 1;' },
  ],
  ['model-is-pure', { 'libs/engine/model/src/x.ts': "import 'left';" }],
  ['client-openai-at-home', { 'libs/stores/event-bus/src/x.ts': "import 'openai';" }],
  ['client-testcontainers-at-home', { 'tools/cli/src/x.ts': "import 'testcontainers';" }],
  [
    'client-openai-in-one-file',
    {
      'libs/engine/text/src/a.ts': "import 'openai';",
      'libs/engine/text/src/b.ts': "import 'openai';",
    },
  ],
  [
    'client-node:sqlite-at-home',
    { 'libs/stores/event-bus/src/x.ts': "import { DatabaseSync } from 'node:sqlite';\nexport { DatabaseSync };" },
  ],
  [
    'client-node:sqlite-in-one-file',
    {
      'libs/foundation/sqlite/src/x.ts':
        "import type { StatementSync } from 'node:sqlite';\nexport type X = StatementSync;",
    },
  ],
  [
    'clients-are-loaded-late',
    {
      'libs/stores/profile-store/src/index.ts': "export { store } from './redis/x.js';",
      'libs/stores/profile-store/src/redis/x.ts': 'export const store = 1;',
    },
  ],
  [
    'no-cycles',
    { 'libs/engine/features/src/a.ts': "import './b.js';", 'libs/engine/features/src/b.ts': "import './a.js';" },
  ],
  [
    'room-features',
    {
      'libs/engine/features/src/x.ts':
        "export async function x() {\n  await using y = (await import('../../model/src/index.js')).open();\n  return y;\n}",
    },
  ],
  ['no-unresolvable', { 'libs/engine/features/src/x.ts': "import './nowhere.js';" }],
  ['no-undeclared', { 'libs/engine/features/src/x.ts': "import 'undeclared';" }],
];

/** These count who imports a package, so each is planted alone. */
const counts = (rule: string): boolean => rule.endsWith('-in-one-file');

describe('violations, all planted in one workspace', () => {
  const planted = VIOLATIONS.filter(([rule]) => !counts(rule)).map(([rule, files], n) => {
    const own = Object.entries(files).map((each) => each.map((text) => text.replace('/x.', `/x${n}.`)));
    return { rule, files: Object.fromEntries(own) as Record<string, string> };
  });
  let found: { status: number; output: string };
  beforeAll(async () => {
    makeSound();
    for (const { files } of planted) write(files);
    found = await cruise();
    remove();
  });

  test('fail', () => expect(found.status).toBeGreaterThan(0));

  test.each(planted)('$rule is reported with its file, case %#', ({ rule, files }) => {
    const [path] = Object.keys(files);
    expect(found.output).toContain(`error ${rule}: ${path} `);
  });
});

describe('a workspace', () => {
  beforeEach(makeSound);
  afterEach(remove);

  test('that follows the rules passes', async () => {
    expect(await cruise()).toMatchObject({ status: 0 });
  });

  test.each(VIOLATIONS.filter(([rule]) => counts(rule)))('with one violation of %s fails', async (rule, planted) => {
    write(planted);
    const { status, output } = await cruise();
    expect(output).toContain(`error ${rule}:`);
    expect(status).toBeGreaterThan(0);
  });

  test('that imports a package by its name imports its folder', async () => {
    write({
      'libs/foundation/contracts/package.json': JSON.stringify({
        name: '@stars/contracts',
        type: 'module',
        exports: { '.': { types: './dist/index.d.ts', default: './dist/index.js' } },
      }),
      'libs/foundation/contracts/dist/index.js': 'export const code = 1;',
      'libs/foundation/contracts/dist/index.d.ts': 'export declare const code = 1;',
      'libs/foundation/sqlite/src/x.ts': "import type { code } from '@stars/contracts';\nexport type X = typeof code;",
    });
    expect((await cruise()).output).toContain('error room-sqlite:');
  });
});
