import {
  DIFFERENCE_TITLES,
  differencesOf,
  type StudyRow,
  type StudyTable,
  type StudyTableRow,
  share,
  signed,
  sizesOf,
  storedStudyRows,
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
        ...stored.filter((each) => each.study === name).flatMap(tableOf),
      ]),
      ...(stored.length === 0 ? ['No figures are stored yet.'] : []),
    ],
  );
}

const variantRow = ({ name, recipe }: Study['variants'][number]): string[] => [
  name,
  Object.keys(recipe).length === 0 ? 'nothing' : code(JSON.stringify(recipe)),
];

function tableOf(study: StudyTable): string[] {
  const compared = study.rows.filter(({ difference }) => difference !== undefined);
  return [
    `Size: ${sizesOf(study)}. ${studyFacts(study).map(sentence).join(' ')}`,
    'Figures are means over the seeds, with the lowest and the highest in brackets.',
    table(
      ['variant', ...FIGURES.map(([title]) => title)],
      study.rows.map((row) => [variantName(study, row), ...FIGURES.map(([, of]) => of(row))]),
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

const range = (spread: { mean: number; low: number; high: number } | undefined): string =>
  spread ? `${share(spread.mean)} (${share(spread.low)}–${share(spread.high)})` : '–';

const FIGURES: readonly (readonly [string, (row: StudyTableRow) => string])[] = [
  ['passes', ({ passes }) => String(passes)],
  ['steps', ({ steps }) => String(Math.round(steps))],
  ['seeds', ({ seeds }) => seeds.join(', ')],
  ['CPU minutes', ({ cpu_minutes }) => cpu_minutes?.toFixed(1) ?? '–'],
  ['NDCG@10', ({ all }) => range(all['ndcg@10'])],
  ['R@10', ({ all }) => range(all['recall@10'])],
  ['Cov@10', ({ all }) => range(all['coverage@10'])],
  ['explore NDCG@10', ({ explore }) => range(explore?.['ndcg@10'])],
  ['explore R@10', ({ explore }) => range(explore?.['recall@10'])],
  [
    'cold R@50',
    ({ cold }) => (cold ? `${range(cold['recall@50'])}, ${cold.times_chance.toFixed(1)} times chance` : '–'),
  ],
];
