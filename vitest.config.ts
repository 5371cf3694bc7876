import { defineConfig } from 'vitest/config';

const tests = (suffix: string) => `{libs/*,services,tools}/*/src/**/*${suffix}.test.ts`;
const shared = { exclude: ['**/dist/**', '**/node_modules/**'], pool: 'forks' as const };

// unit: in seconds, in parallel. integration: servers, process kills, minutes; one file at a time, since they
// measure time and take ports. data: what needs the data set or trains on it, the README's commands among it; one
// file at a time. console: the web page in a real browser.
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...shared,
          name: 'unit',
          include: [tests('')],
          exclude: [...shared.exclude, '**/*.{integration,data,console}.test.ts'],
          testTimeout: 30_000,
        },
      },
      {
        test: {
          ...shared,
          name: 'integration',
          include: [tests('.integration')],
          globalSetup: './libs/testing/servers/src/testing/vitest-servers.ts',
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
