import { globSync } from 'node:fs';
import { join } from 'node:path';
import { WORKSPACE } from '@stars/cli/command-line';
import { expect, it } from 'vitest';
import { SUITES } from './run-vitest.js';

interface Project {
  test: { name: string; include: string[]; exclude: string[] };
}

it('each test file belongs to one suite that `./stars test` runs', async () => {
  const { default: config } = await import(join(WORKSPACE, 'vitest.config.ts'));
  const projects: Project[] = config.test.projects;
  expect(projects.map(({ test }) => test.name).sort()).toEqual([...SUITES].sort());
  const found = projects.flatMap(({ test }) => globSync(test.include, { cwd: WORKSPACE, exclude: test.exclude }));
  const all = globSync('{clients,libs,services,tools,lab}/**/*.test.ts', {
    cwd: WORKSPACE,
    exclude: ['**/dist/**', '**/node_modules/**'],
  });
  expect(found.sort()).toEqual(all.sort());
});
