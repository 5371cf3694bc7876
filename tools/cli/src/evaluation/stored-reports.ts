import { join } from 'node:path';
import type { EvaluationReport } from '@stars/evaluation';
import type { DataFolder } from '../data-folder.js';
import { readStored, store, storeText } from '../stored.js';

export interface FolderEvaluation extends EvaluationReport {
  model_version: string;
  /** About one user of so many was evaluated; absent: all users. */
  sample?: number;
  /** What was chosen for the data, and why, in words: first the target. */
  why: string;
  /** The ranking that the model serves in place of what it learned, which was behind it on held-out sessions. */
  simple_ranking?: string;
}

/** Paths of a model's report: as JSON, and as text. */
export function reportPaths(
  folder: DataFolder,
  { protocol, split, model_version, sample }: Pick<FolderEvaluation, 'protocol' | 'split' | 'model_version' | 'sample'>,
) {
  const parts = [
    protocol,
    ...(split === 'test' ? [] : [split]),
    model_version,
    ...(sample ? [`sample-${sample}`] : []),
  ];
  const name = join(folder.evaluations, parts.join('-'));
  return { json: `${name}.json`, text: `${name}.txt` };
}

/** @param text The report for people. */
export function storeReport(folder: DataFolder, report: FolderEvaluation, text: string): void {
  const paths = reportPaths(folder, report);
  store(paths.json, report);
  storeText(paths.text, text);
}

/** The report of an earlier evaluation of that model on the test split, if there is one. */
export const storedEvaluation = (
  folder: DataFolder,
  report: Pick<FolderEvaluation, 'protocol' | 'model_version' | 'sample'>,
): FolderEvaluation | undefined => readStored(reportPaths(folder, { ...report, split: 'test' }).json);
