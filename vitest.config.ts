import { defineConfig } from 'vitest/config';

const tests = (suffix: string) => `{{libs/*,services,tools}/*,lab}/src/**/*${suffix}.test.ts`;
const shared = { exclude: ['**/dist/**', '**/node_modules/**'], pool: 'forks' as const };
const RESTORED = './libs/testing/servers/src/testing/restore-environment.ts';
const LEARNING = [
  ...['libs/learning/*/src/**/*', 'libs/engine/inference/src/own-kernels', 'lab/src/{*,!(bench)/**/*}'],
  'tools/cli/src/evaluation/*',
].map((path) => `${path}.integration.test.ts`);
const BUILDS = [
  'tools/repo/src/checks/{image-trees,images,sanitise-native}.integration.test.ts',
  // What a process loads of two builds of one addon, it keeps.
  'libs/engine/inference/src/own-kernels-avx2.integration.test.ts',
];

// Files share a process where they can: to start one for each costs more than their tests. A test that replaces something puts it
// back, and none mocks a module.
// unit: takes seconds, in parallel.
// integration: servers and killed processes, takes minutes; one file at a time, since tests measure time and use ports.
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
          include: [tests('.integration')],
          exclude: [...shared.exclude, ...LEARNING, ...BUILDS],
          globalSetup: './libs/testing/servers/src/testing/vitest-servers.ts',
          setupFiles: [RESTORED, './libs/testing/servers/src/testing/held-loop.ts'],
          fileParallelism: false,
          isolate: false,
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
      {
        test: {
          ...shared,
          name: 'learning',
          include: LEARNING,
          setupFiles: RESTORED,
          // More threads add numbers in another order: only one gives the same bits again.
          env: { TF_NUM_INTRAOP_THREADS: '1' },
          fileParallelism: false,
          isolate: false,
          testTimeout: 300_000,
          hookTimeout: 300_000,
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
