import { addVerb, type CommonOptions, EXIT, printJson } from '@stars/cli/command-line';
import type { Command } from 'commander';

export function addLint(program: Command): void {
  addVerb(
    program,
    'lint',
    'check format, contracts, generated code, docs, dependencies, licences, advisories and secrets',
  ).action(async (options: CommonOptions) => {
    // What it needs is not there where STARS is only run.
    const { runLint } = await import('../checks/run-lint.js');
    const results = await runLint();
    if (options.json) printJson(results);
    if (results.some(({ passed }) => !passed)) process.exitCode = EXIT.failed;
  });
}
