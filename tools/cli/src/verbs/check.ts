import type { Command } from 'commander';
import { affectedFolders, changedFiles, workspacePackages } from '../checks/affected-packages.js';
import { runLint } from '../checks/run-lint.js';
import { runVitest } from '../checks/run-vitest.js';
import { EXIT } from '../exit-codes.js';
import { WORKSPACE } from '../workspace.js';

interface CheckOptions {
  since: string;
}

/** `./stars check`: what a change needs while it is made. The types were checked by the build before. */
export function addCheck(program: Command): void {
  program
    .command('check')
    .description('lint, and run the unit tests of the packages that changed and of all that import them')
    .option('--since <commit>', 'what changed since then', 'HEAD')
    .action(async ({ since }: CheckOptions) => {
      const folders = affectedFolders(workspacePackages(WORKSPACE), changedFiles(WORKSPACE, since));
      const steps = await runLint();
      const filters = folders.map((folder) => `${folder}/`);
      const tests = filters.length > 0 ? await runVitest('unit', filters, process.env, { everyCore: true }) : undefined;
      const failed = steps.filter(({ passed, skipped }) => !passed && skipped === undefined).length;
      process.stdout.write(
        `${folders.length} packages, ${tests?.passed ?? 0} tests passed, ${(tests?.failed ?? 0) + failed} failed\n`,
      );
      if (failed > 0 || (tests?.failed ?? 0) > 0) process.exitCode = EXIT.failed;
    });
}
