import { reportError } from '@stars/cli';
import { configInvalid, takeSettings } from '@stars/platform/settings';
import { Command } from 'commander';
import { addAblate } from './verbs/ablate.js';
import { addBench } from './verbs/bench.js';
import { addColdStart } from './verbs/cold-start.js';
import { addLogs } from './verbs/logs.js';
import { addPrior } from './verbs/prior.js';
import { addReplay } from './verbs/replay.js';
import { addReport } from './verbs/report.js';
import { addSearch } from './verbs/search.js';
import { addStudy } from './verbs/study.js';

try {
  const problems = await takeSettings(process.env);
  if (problems.length > 0) throw configInvalid(problems);
  const program = new Command('./stars lab')
    .description('What we run to learn how good STARS is. No image has it.')
    .showHelpAfterError('(see --help)')
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({ outputError: () => undefined });
  for (const add of [addAblate, addBench, addColdStart, addLogs, addPrior, addReplay, addReport, addSearch, addStudy])
    add(program);
  await program.parseAsync();
} catch (error) {
  const { exitCode, text } = reportError(error);
  process.stderr.write(text);
  process.exitCode = exitCode;
}
