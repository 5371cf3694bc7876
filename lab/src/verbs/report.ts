import { addEvaluationOptions, addVerb, type EvaluationOptions, evaluateAsked, printJson } from '@stars/cli';
import type { Command } from 'commander';

/** `./stars lab report`: an evaluation with every baseline, and the tables and figures of the paper. */
export function addReport(program: Command): void {
  addEvaluationOptions(
    addVerb(program, 'report', 'evaluate with every baseline, and make the tables and figures of the paper'),
  ).action(async (options: EvaluationOptions) => {
    const { fullReport, renderFullReport } = await import('../report/full-report.js');
    const { result } = await evaluateAsked(options, fullReport);
    if (options.json) printJson(result);
    else process.stdout.write(renderFullReport(result));
  });
}
