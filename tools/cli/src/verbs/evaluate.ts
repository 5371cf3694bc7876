import type { Command } from 'commander';
import type { DataFolder } from '../data-folder.js';
import { evaluateFolder, type FolderEvaluation } from '../evaluate-folder.js';
import { addEvaluationOptions, type EvaluationOptions, evaluateAsked } from '../evaluation/asked-evaluation.js';
import { reportPaths } from '../evaluation/stored-reports.js';
import { addVerb, printJson } from '../verb.js';

export function addEvaluate(program: Command): void {
  addEvaluationOptions(
    addVerb(program, 'evaluate', 'compare the served ranking with baselines; prepares what is missing'),
  ).action(async (options: EvaluationOptions) => {
    const { folder, result } = await evaluateAsked(options, evaluateFolder);
    if (options.json) printJson(result);
    else process.stdout.write(await rendered(folder, result));
  });
}

async function rendered(folder: DataFolder, report: FolderEvaluation): Promise<string> {
  const { renderReport, servedVerdict } = await import('@stars/evaluation');
  const { json, text } = reportPaths(folder, report);
  const { simple_ranking: simple, why, model_version: version } = report;
  const instead = simple
    ? ` It serves ${simple} in place of what it learned, which was behind on held-out sessions.`
    : '';
  const lines = [why, `Model ${version}`, `Report ${text}`, `       ${json}`, `${servedVerdict(report)}${instead}`];
  return `${renderReport(report)}\n${lines.join('\n').trimEnd()}\n`;
}
