import { addEvaluationOptions, addVerb, type EvaluationOptions, evaluateAsked, printJson } from '@stars/cli';
import { type Command, Option } from 'commander';

interface ReportOptions extends EvaluationOptions {
  tables: 'all' | 'signals';
}

/** `./stars lab report`: an evaluation with every baseline, and the tables and figures of the paper. */
export function addReport(program: Command): void {
  addEvaluationOptions(
    addVerb(program, 'report', 'evaluate with every baseline, and make the tables and figures of the paper'),
  )
    .addOption(
      new Option('--tables <which>', 'all, or only what each signal is worth at the request')
        .choices(['all', 'signals'])
        .default('all'),
    )
    .action(async ({ tables, ...options }: ReportOptions) => {
      const { fullReport, renderFullReport, renderSignals, signalReport } = await import('../report/full-report.js');
      const printed = <T>(result: T, render: (report: T) => string): void =>
        options.json ? printJson(result) : void process.stdout.write(render(result));
      if (tables === 'signals') printed((await evaluateAsked(options, signalReport)).result, renderSignals);
      else printed((await evaluateAsked(options, fullReport)).result, renderFullReport);
    });
}
