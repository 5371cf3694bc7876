import { reportError } from '@stars/cli';
import { configInvalid, takeSettings } from '@stars/platform/settings';
import { Command } from 'commander';
import { addLogs } from './verbs/logs.js';
import { addPrior } from './verbs/prior.js';

try {
  const problems = await takeSettings(process.env);
  if (problems.length > 0) throw configInvalid(problems);
  const program = new Command('./stars lab')
    .description('What we run to learn how good STARS is. No image has it.')
    .showHelpAfterError('(see --help)')
    .exitOverride()
    .configureOutput({ outputError: () => undefined });
  addLogs(program);
  addPrior(program);
  await program.parseAsync();
} catch (error) {
  const { exitCode, text } = reportError(error);
  process.stderr.write(text);
  process.exitCode = exitCode;
}
