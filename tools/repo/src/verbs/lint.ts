import { addVerb, type CommonOptions, EXIT, printJson } from '@stars/cli/command-line';
import type { Command } from 'commander';
import { runLint } from '../checks/run-lint.js';

export function addLint(program: Command): void {
  addVerb(
    program,
    'lint',
    'check format, contracts, generated code, docs, dependencies, licences, advisories and secrets',
  ).action(async (options: CommonOptions) => {
    const results = await runLint();
    if (options.json) printJson(results);
    if (results.some(({ passed }) => !passed)) process.exitCode = EXIT.failed;
  });
}
