import { renderReport, servedVerdict } from '@stars/evaluation';
import type { Command } from 'commander';
import type { DataFolder } from '../data-folder.js';
import { evaluateFolder } from '../evaluate-folder.js';
import { addEvaluationOptions, type EvaluationOptions, evaluateAsked } from '../evaluation/asked-evaluation.js';
import { type FolderEvaluation, reportPaths } from '../evaluation/stored-reports.js';
import { addVerb, printResult } from '../verb.js';

export function addEvaluate(program: Command): void {
  addEvaluationOptions(
    addVerb(program, 'evaluate', 'compare the served ranking with baselines; prepares what is missing'),
  ).action(async (options: EvaluationOptions) => {
    const { folder, result } = await evaluateAsked(options, evaluateFolder);
    printResult(options, result, rendered(folder, result));
  });
}

function rendered(folder: DataFolder, report: FolderEvaluation): string {
  const { json, text } = reportPaths(folder, report);
  const { simple_ranking: simple, why, model_version: version } = report;
  const instead = simple
    ? ` It serves ${simple} in place of what it learned, which was behind on held-out sessions.`
    : '';
  const lines = [why, `Model ${version}`, `Report ${text}`, `       ${json}`, `${servedVerdict(report)}${instead}`];
  return `${renderReport(report)}\n${lines.join('\n').trimEnd()}\n`;
}
