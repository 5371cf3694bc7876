import type { CompleteJourneyReport, FileReport, StageReport } from '@stars/datasets';
import { StarsError } from '@stars/errors';
import { Argument, type Command, Option } from 'commander';
import { importCompleteJourneyInto } from '../complete-journey.js';
import { makeDataFolder } from '../data-folder.js';
import { exclusively } from '../exclusive-work.js';
import { EXIT } from '../exit-codes.js';
import { importRowFiles } from '../import-row-files.js';
import { columnMap, decimalNumber } from '../option-values.js';
import { type Column, renderTable } from '../table.js';
import { addVerb, type CommonOptions, printJson } from '../verb.js';

const INTERACTION_TYPES = ['view', 'add_to_cart', 'purchase'] as const;

export interface ImportOptions extends CommonOptions {
  items?: string;
  events?: string;
  users?: string;
  context?: string;
  impressions?: string;
  timeZone?: string;
  country?: string;
  map?: Record<string, string>;
  type?: string;
  minValue?: number;
  strict?: boolean;
}

export function addImport(program: Command): void {
  addVerb(program, 'import', 'put a data set or your own files on the event bus; importing twice changes nothing')
    .addArgument(new Argument('[dataset]', 'a public data set').choices(['complete-journey']))
    .option('--items <file>', 'catalogue items (JSON Lines, CSV or Parquet)')
    .option('--events <file>', 'views, additions to the cart, purchases or ratings')
    .option('--users <file>', 'features of users')
    .option('--context <file>', 'context signals, such as weather or promotions')
    .option('--impressions <file>', 'pages that were shown')
    .option('--time-zone <name>', 'time zone of the shop, such as Europe/Berlin')
    .option('--country <code>', 'country whose holidays count, such as DE')
    .option('--map <name=column,...>', 'your files’ names of columns, such as user_id=shopper,time=when', columnMap)
    .addOption(
      new Option('--type <type>', 'type of events that have no column for it (default: purchase)').choices([
        ...INTERACTION_TYPES,
      ]),
    )
    .option('--min-value <n>', 'leave out events with a lower value, such as a rating', decimalNumber)
    .option('--strict', 'exit with 3 if any row was rejected')
    .action(async (dataset: string | undefined, options: ImportOptions) => {
      const files = [options.items, options.events, options.users, options.context, options.impressions];
      const given = files.some((file) => file !== undefined);
      if (dataset === undefined && !given) {
        throw new StarsError('STARS_USAGE', 'say what to import: complete-journey, or --items F --events F');
      }
      if (dataset !== undefined && given) {
        throw new StarsError('STARS_USAGE', `import ${dataset} takes no files`);
      }
      await (dataset ? runDataset(options) : runFiles(options));
    });
}

async function runDataset(options: ImportOptions): Promise<void> {
  const folder = makeDataFolder(options.data);
  const report = await exclusively(folder, ['import'], (progress, signal) =>
    importCompleteJourneyInto(folder, progress, signal),
  );
  if (options.json) printJson(report);
  else process.stdout.write(renderStages(report));
}

async function runFiles(options: ImportOptions): Promise<void> {
  const folder = makeDataFolder(options.data);
  const reports = await exclusively(folder, ['import'], (progress, signal) =>
    importRowFiles(folder, options, progress, signal),
  );
  if (options.json) printJson({ files: reports });
  else process.stdout.write(renderFiles(reports));
  if (isBad(reports, options.strict === true)) process.exitCode = EXIT.badData;
}

/** If no row of a file could be used, that is a failure. If some rows are bad, it is a failure only with `strict`. */
export function isBad(reports: readonly FileReport[], strict: boolean): boolean {
  return reports.some(({ rows, rejected }) => rejected > 0 && (strict || rejected === rows));
}

const number = (value: number): string => value.toLocaleString('en');

const STAGE_COLUMNS: Column<StageReport>[] = [
  { title: 'import', value: ({ stage }) => stage },
  { title: 'rows', value: ({ rows }) => number(rows), right: true },
  { title: 'kept', value: ({ kept }) => number(kept), right: true },
  { title: 'new messages', value: ({ published }) => number(published), right: true },
  { title: 'already there', value: ({ duplicates }) => number(duplicates), right: true },
];

function renderStages({ stages }: CompleteJourneyReport): string {
  return `${renderTable(STAGE_COLUMNS, stages)}\n`;
}

const FILE_COLUMNS: Column<FileReport>[] = [
  { title: 'import', value: ({ kind }) => kind },
  { title: 'rows', value: ({ rows }) => number(rows), right: true },
  { title: 'new messages', value: ({ published }) => number(published), right: true },
  { title: 'already there', value: ({ duplicates }) => number(duplicates), right: true },
  { title: 'rejected', value: ({ rejected }) => number(rejected), right: true },
  { title: 'rejects', value: ({ rejectsFile }) => rejectsFile ?? '' },
];

function renderFiles(reports: readonly FileReport[]): string {
  const notes = reports.map(noteOn).filter((note) => note !== '');
  return `${[renderTable(FILE_COLUMNS, reports), ...notes].join('\n')}\n`;
}

/** What a reader of the table would not expect of a file. */
function noteOn({ kind, file, renamed, eventType, leftOut, fromEvents }: FileReport): string {
  const said: string[] = [];
  if (renamed !== undefined) {
    const pairs = Object.entries(renamed).map(([column, name]) => `${column} is read as ${name}`);
    said.push(pairs.join(', '));
  }
  if (eventType !== undefined) said.push(`no column says what happened, so each event counts as ${eventType}`);
  if (leftOut !== undefined) said.push(`${number(leftOut)} are left out for their value`);
  if (fromEvents) said.push('the catalogue is made of the ids that the events name, without texts or categories');
  return said.length === 0 ? '' : `${kind} (${file}): ${said.join('; ')}.`;
}
