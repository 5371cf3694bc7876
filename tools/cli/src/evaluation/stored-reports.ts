import { join } from 'node:path';
import type { EvaluationReport } from '@stars/evaluation';
import type { DataFolder } from '../data-folder.js';
import { readStored, store, storeText } from '../stored.js';
import type { Protocol } from './run-folder.js';

export interface FolderEvaluation extends EvaluationReport {
  model_version: string;
  /** What was chosen for the data, and why, in words: first the target. */
  why: string;
}

/** Paths of a model's report: as JSON, as a page, and its Table 1 as Markdown. */
export interface ReportPaths {
  json: string;
  html: string;
  markdown: string;
}

export function reportPaths(
  folder: DataFolder,
  protocol: Protocol,
  split: EvaluationReport['split'],
  version: string,
): ReportPaths {
  const name = join(folder.evaluations, `${protocol}${split === 'test' ? '' : `-${split}`}-${version}`);
  return { json: `${name}.json`, html: `${name}.html`, markdown: `${name}.md` };
}

/** @param command the command that makes the report. */
export async function storeReport(folder: DataFolder, report: FolderEvaluation, command: string): Promise<ReportPaths> {
  const { renderHeadline, renderPage } = await import('@stars/evaluation');
  const paths = reportPaths(folder, report.protocol, report.split, report.model_version);
  store(paths.json, report);
  storeText(paths.html, renderPage(report));
  storeText(paths.markdown, renderHeadline(report, command));
  return paths;
}

/** The report of an earlier evaluation of that model on the test split, if there is one. */
export const storedEvaluation = (
  folder: DataFolder,
  protocol: Protocol,
  version: string,
): FolderEvaluation | undefined => readStored(reportPaths(folder, protocol, 'test', version).json);
