import { addVerb, type CommonOptions, EXIT, printJson, WORKSPACE } from '@stars/cli/command-line';
import type { Command } from 'commander';
import { affectedFolders, changedFiles, workspacePackages } from '../checks/affected-packages.js';
import { runLint } from '../checks/run-lint.js';
import { runVitest } from '../checks/run-vitest.js';

interface CheckOptions extends CommonOptions {
  since: string;
}

/** `./stars check`: what a change needs while it is made. The types were checked by the build before. */
export function addCheck(program: Command): void {
  addVerb(program, 'check', 'lint, and run the unit tests of the packages that changed and of all that import them')
    .option('--since <commit>', 'what changed since then', 'HEAD')
    .action(async ({ since, json }: CheckOptions) => {
      const folders = affectedFolders(workspacePackages(WORKSPACE), changedFiles(WORKSPACE, since));
      const steps = await runLint();
      const filters = folders.map((folder) => `${folder}/`);
      const tests = filters.length > 0 ? await runVitest('unit', filters, process.env, { everyCore: true }) : undefined;
      const lint = steps.filter(({ passed, skipped }) => !passed && skipped === undefined).length;
      const [passed, failed] = [tests?.passed ?? 0, (tests?.failed ?? 0) + lint];
      if (json) printJson({ packages: folders, passed, failed });
      else process.stdout.write(`${folders.length} packages, ${passed} tests passed, ${failed} failed\n`);
      if (failed > 0) process.exitCode = EXIT.failed;
    });
}
