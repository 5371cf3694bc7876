import { globSync, readFileSync } from 'node:fs';
import { defineConfig } from 'vitest/config';
import { SERVER_VARIABLES } from './libs/testing/servers/src/testing/server-variables.ts';

const tests = (suffix: string) =>
  `{{libs/*,services,tools}/*,services/console/web,lab,clients/{typescript,medusa}}/src/**/*${suffix}.test.ts`;
const shared = { exclude: ['**/dist/**', '**/node_modules/**'], pool: 'forks' as const };
const ONE_BY_ONE = { fileParallelism: false, isolate: false, testTimeout: 300_000, hookTimeout: 300_000 };
const HELD_LOOP = './libs/testing/servers/src/testing/held-loop.ts';
const RESTORED = './libs/testing/servers/src/testing/restore-environment.ts';
const LEARNING = [...['libs/learning/*/src/**/*', 'lab/src/{*,!(bench)/**/*}'], 'tools/cli/src/evaluation/*'].map(
  (path) => `${path}.integration.test.ts`,
);
const BUILDS = [
  'tools/repo/src/checks/{image-trees,images,sanitise-native}.integration.test.ts',
  // What a process loads of two builds of one addon, it keeps.
  'libs/learning/training/src/backend/own-kernels-avx2.integration.test.ts',
];
/** What a test calls that has a server of its own, to stop it. */
const STARTS_ONE = /\b(start(Redis|Kafka|Elasticsearch)\w*|ServersWorld)\b/;
const SERVED = globSync(tests('.integration'), { cwd: import.meta.dirname, exclude: shared.exclude }).filter((path) => {
  const source = readFileSync(path, 'utf8');
  return STARTS_ONE.test(source) || Object.values(SERVER_VARIABLES).some((variable) => source.includes(variable));
});

// Files share a process where they can: to start one for each costs more than their tests. A test that replaces something puts it
// back, and none mocks a module.
// unit: takes seconds, in parallel.
// integration: what names a server, or starts its own; takes minutes, one file at a time, since tests measure time and stop servers.
// embedded: integration tests that need none: stores in the process, programs that are started and killed.
// learning: those of them that train or evaluate, and need no server.
// builds: what images are made of, images, and checked native code, which they make first.
// data: tests that need the data set or train on it, and the README's commands; one file at a time.
// deploy: the chart of Kubernetes. console: the web page in a real browser.
export default defineConfig({
  test: {
    tags: [{ name: 'long', description: 'long by nature: only `./stars test --all` runs it' }],
    projects: [
      {
        test: {
          ...shared,
          name: 'unit',
          include: [tests('')],
          exclude: [...shared.exclude, '**/*.{integration,data,console,deploy}.test.ts'],
          isolate: false,
          testTimeout: 30_000,
        },
      },
      {
        test: {
          ...shared,
          name: 'integration',
          include: SERVED,
          exclude: [...shared.exclude, ...LEARNING, ...BUILDS],
          globalSetup: './libs/testing/servers/src/testing/vitest-servers.ts',
          ...ONE_BY_ONE,
          setupFiles: [RESTORED, HELD_LOOP],
        },
      },
      {
        test: {
          ...shared,
          name: 'embedded',
          include: [tests('.integration')],
          exclude: [...shared.exclude, ...SERVED, ...LEARNING, ...BUILDS],
          ...ONE_BY_ONE,
          setupFiles: [RESTORED, HELD_LOOP],
        },
      },
      {
        test: {
          ...shared,
          name: 'learning',
          include: LEARNING,
          exclude: [...shared.exclude, ...BUILDS],
          ...ONE_BY_ONE,
          setupFiles: RESTORED,
          // More threads add numbers in another order: only one gives the same bits again.
          env: { TF_NUM_INTRAOP_THREADS: '1' },
        },
      },
      {
        test: {
          ...shared,
          name: 'builds',
          include: BUILDS,
          fileParallelism: false,
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
      {
        test: {
          ...shared,
          name: 'data',
          include: [tests('.data')],
          fileParallelism: false,
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
      {
        test: {
          ...shared,
          name: 'deploy',
          include: [tests('.deploy')],
          testTimeout: 60_000,
          hookTimeout: 300_000,
        },
      },
      {
        test: {
          ...shared,
          name: 'console',
          include: [tests('.console')],
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
