import { addEvaluationOptions, addVerb, type EvaluationOptions, evaluateAsked, printJson } from '@stars/cli';
import { StarsError } from '@stars/errors';
import type { Command } from 'commander';

/** `./stars lab ablate`: what each part of the second stage is worth. */
export function addAblate(program: Command): void {
  addEvaluationOptions(
    addVerb(
      program,
      'ablate',
      'measure what each group of columns, and the transformer, is worth to the second stage: on the validation split',
    ),
  ).action(async (options: EvaluationOptions) => {
    const { split = 'validation' } = options;
    if (split !== 'validation') {
      throw new StarsError('STARS_USAGE', 'sessions before the test are measured: say --split validation, or nothing');
    }
    const { ablateSecondStageIn } = await import('../ablation/second-stage-ablation.js');
    const { renderSecondStageAblation } = await import('../ablation/ablation-rows.js');
    const { result } = await evaluateAsked({ ...options, split }, (folder, request, watch) =>
      ablateSecondStageIn(folder, request, watch.progress, watch.signal),
    );
    if (options.json) printJson(result);
    else process.stdout.write(`${renderSecondStageAblation(result.rows)}\nTables ${result.path}\n`);
  });
}
