import { Command } from 'commander';
import { addBench } from './verbs/bench.js';
import { addColdStart } from './verbs/cold-start.js';
import { addDemo } from './verbs/demo.js';
import { addDev } from './verbs/dev.js';
import { addEvaluate } from './verbs/evaluate.js';
import { addImport } from './verbs/import.js';
import { addLint } from './verbs/lint.js';
import { addModels } from './verbs/models.js';
import { addRecommend } from './verbs/recommend.js';
import { addRefresh } from './verbs/refresh.js';
import { addSearch } from './verbs/search.js';
import { addSetup } from './verbs/setup.js';
import { addStack } from './verbs/stack.js';
import { addTags } from './verbs/tags.js';
import { addTest } from './verbs/test.js';
import { addTrain } from './verbs/train.js';
import { addUp } from './verbs/up.js';

const VERBS = [
  addDemo,
  addImport,
  addTrain,
  addSearch,
  addEvaluate,
  addColdStart,
  addUp,
  addRecommend,
  addRefresh,
  addModels,
  addDev,
  addTags,
  addStack,
  addBench,
  addTest,
  addLint,
  addSetup,
];

/** All verbs of `./stars`. Each loads what it needs when it runs, so that help is instant. */
export function buildProgram(): Command {
  const program = new Command('./stars')
    .description('A recommender of your own: import events, train STARS, serve over gRPC and HTTP.')
    .version('0.1.0')
    .showHelpAfterError('(see --help)')
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({ outputError: () => undefined });
  for (const add of VERBS) add(program);
  return program;
}
