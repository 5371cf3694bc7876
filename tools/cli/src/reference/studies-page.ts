import {
  coldChance,
  DIFFERENCE_TITLES,
  differencesOf,
  type Spread,
  STUDY_COLUMNS,
  type StudyRow,
  type StudyTable,
  seedsDiffer,
  share,
  signed,
  sizesOf,
  storedStudyRows,
  studyCell,
  studyFacts,
  studyTables,
  variantName,
} from '@stars/evaluation';
import { STUDIES, type Study } from '../studies/studies.js';
import { code, page, sentence, table } from './markdown.js';

/** Every study with its variants, and the figures of those that are stored. */
export function studiesPage(rows: readonly StudyRow[] = storedStudyRows()): string {
  const stored = studyTables(rows);
  return page(
    'What did studies of the model find?',
    '`tools/cli/src/studies/studies.ts` and the files in `libs/learning/evaluation/studies`',
    [
      'A study trains variants of the model with several seeds and measures the transformer alone, on the validation split. To make or repeat one, read [run a study](../how-to/run-a-study.md). An evaluation with `--tables all` shows the stored figures beside its own.',
      ...Object.entries(STUDIES).flatMap(([name, study]: [string, Study]) => [
        `## ${code(name)}`,
        `${sentence(study.about)} The others are compared with the first variant.`,
        table(['variant', 'what differs from the recipe'], study.variants.map(variantRow)),
        ...figuresOf(
          study,
          stored.filter((each) => each.study === name),
        ),
      ]),
    ],
  );
}

const variantRow = ({ name, recipe }: Study['variants'][number]): string[] => [
  name,
  Object.keys(recipe).length === 0 ? 'nothing' : code(JSON.stringify(recipe)),
];

function figuresOf({ variants }: Study, tables: readonly StudyTable[]): string[] {
  const stored = new Set(tables.flatMap(({ rows }) => rows.map(({ variant }) => variant)));
  const missing = variants.map(({ name }) => name).filter((name) => !stored.has(name));
  return [
    ...tables.flatMap(tableOf),
    ...(missing.length === 0 ? [] : [`No figures are stored of: ${missing.join('; ')}.`]),
  ];
}

function tableOf(study: StudyTable): string[] {
  const compared = study.rows.filter(({ difference }) => difference !== undefined);
  return [
    `Size: ${sizesOf(study)}. ${studyFacts(study).map(sentence).join(' ')}`,
    'Figures are means over the seeds, with the lowest and the highest in brackets if they differ.',
    table(
      ['variant', ...STUDY_COLUMNS.map(({ title }) => title), 'cold R@50'],
      study.rows.map((row) => [
        variantName(study, row),
        ...STUDY_COLUMNS.map((column) => studyCell(column, row, range)),
        row.cold ? `${range(row.cold['recall@50'])}, ${coldChance(row.cold)}` : '–',
      ]),
    ),
    ...(compared.length === 0
      ? []
      : [
          `Minus ${study.first} with the same seed: the mean, with the lowest and highest bound of the seeds' paired 95% intervals in brackets.`,
          table(
            ['variant', ...DIFFERENCE_TITLES],
            compared.map((row) => [
              variantName(study, row),
              ...differencesOf(row).map((each) =>
                each ? `${signed(each.mean)} (${each.ci95.map(signed).join(' to ')})` : '–',
              ),
            ]),
          ),
        ]),
  ];
}

const range = (spread: Spread | undefined): string =>
  spread ? share(spread.mean) + (seedsDiffer(spread) ? ` (${share(spread.low)}–${share(spread.high)})` : '') : '–';
