import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { EvaluationReport } from '../report.js';
import type { StudyRow } from './study-row.js';
import { studyTables } from './study-table.js';

/** Files of finished studies that the repository keeps, one row a line. An image does not have them. */
const FOLDER = fileURLToPath(new URL('../../studies', import.meta.url));

export const parseStudyRows = (text: string): StudyRow[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as StudyRow);

/** The rows of all files of the folder, by name; none if there is no file. */
export const storedStudyRows = (folder = FOLDER): StudyRow[] =>
  globSync('*.jsonl', { cwd: folder })
    .sort()
    .flatMap((name) => parseStudyRows(readFileSync(join(folder, name), 'utf8')));

/** The studies to show beside a report: those of its protocol. */
export function storedStudies(
  { protocol }: Pick<EvaluationReport, 'protocol'>,
  rows: readonly StudyRow[],
): Pick<EvaluationReport, 'studies'> {
  const studies = studyTables(rows.filter((row) => row.protocol === protocol));
  return studies.length > 0 ? { studies } : {};
}
