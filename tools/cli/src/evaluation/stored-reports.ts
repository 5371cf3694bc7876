import { join } from 'node:path';
import type { EvaluationReport } from '@stars/evaluation';
import type { DataFolder } from '../data-folder.js';
import { type Protocol, readStored, store, storeText } from './run-folder.js';

export interface FolderEvaluation extends EvaluationReport {
  model_version: string;
}

/** Where the report of a model lies, as JSON and as a page. */
export function reportPaths(
  folder: DataFolder,
  protocol: Protocol,
  split: EvaluationReport['split'],
  version: string,
): { json: string; html: string } {
  const name = `${protocol}${split === 'test' ? '' : `-${split}`}-${version}`;
  return { json: join(folder.evaluations, `${name}.json`), html: join(folder.evaluations, `${name}.html`) };
}

export async function storeReport(
  folder: DataFolder,
  report: FolderEvaluation,
): Promise<{ json: string; html: string }> {
  const { renderPage } = await import('@stars/evaluation');
  const paths = reportPaths(folder, report.protocol, report.split, report.model_version);
  store(paths.json, report);
  storeText(paths.html, renderPage(report));
  return paths;
}

/** The report of an earlier evaluation of that model on the test split, if there is one. */
export const storedEvaluation = (
  folder: DataFolder,
  protocol: Protocol,
  version: string,
): FolderEvaluation | undefined => readStored(reportPaths(folder, protocol, 'test', version).json);
