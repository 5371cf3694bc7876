import { EVENT_KINDS } from '@stars/contracts';
import type { CompleteJourneyReport, FileReport, StageReport } from '@stars/datasets';
import { StarsError } from '@stars/errors';
import { Argument, type Command, Option } from 'commander';
import { importCompleteJourneyInto } from '../complete-journey.js';
import { makeDataFolder } from '../data-folder.js';
import { exclusively } from '../exclusive-work.js';
import { EXIT } from '../exit-codes.js';
import { renderDryRun, renderImport } from '../import-report.js';
import { importRowFiles, type RowFiles } from '../import-row-files.js';
import { columnMap, decimalNumber, positiveNumber, valueMap } from '../option-values.js';
import { type Column, number, renderTable } from '../table.js';
import { addVerb, type CommonOptions, printResult } from '../verb.js';

export interface ImportOptions extends CommonOptions, Omit<RowFiles, 'bulkRows'> {
  sample?: number;
  strict?: boolean;
}

export function addImport(program: Command): void {
  addVerb(program, 'import', 'put a data set or your own files on the event bus; importing twice changes nothing')
    .addArgument(new Argument('[dataset]', 'a public data set').choices(['complete-journey']))
    .option('--items <file>', 'catalogue items (JSON Lines, CSV, Parquet or a feed in XML)')
    .option('--events <file>', 'views, additions to the cart, purchases or ratings')
    .option('--users <file>', 'features of users')
    .option('--context <file>', 'context signals, such as weather or promotions')
    .option('--impressions <file>', 'pages that were shown')
    .option('--time-zone <name>', 'time zone of the shop, such as Europe/Berlin; times without an offset are of it')
    .option('--country <code>', 'country whose holidays count, such as DE')
    .option('--vocabulary <name>', 'tags of the products: a vocabulary that ships, or a file (default: by their texts)')
    .option('--map <name=column,...>', 'your files’ names of columns, such as user_id=shopper,time=when', columnMap)
    .option(
      '--map-value <column.value=value,...>',
      'your files’ values, such as type.product_view=view; none leaves such events out',
      valueMap,
    )
    .addOption(
      new Option('--type <type>', 'type of all events of a file without a column for it').choices([
        ...EVENT_KINDS.toReversed(),
      ]),
    )
    .option('--min-value <n>', 'leave out events with a lower value, such as a rating', decimalNumber)
    .addOption(
      new Option('--variants <how>', 'whether variants of a product are one item or several (default: one)').choices([
        'one',
        'several',
      ]),
    )
    .option('--replace', 'withdraw items of the catalogue that the file of items does not have')
    .option('--dry-run', 'store nothing; show how columns and rows are read, and what is left out or rejected')
    .option(
      '--allow-rejects',
      'store the rest even if more than 5% of a file are rejected, or --replace withdraws most items',
    )
    .option('--sample <n>', 'of a public data set: one user of so many, and what these bought', positiveNumber)
    .option('--strict', 'exit with 3 if any row was rejected')
    .action(async (dataset: string | undefined, options: ImportOptions) => {
      const files = [options.items, options.events, options.users, options.context, options.impressions];
      const given = files.some((file) => file !== undefined);
      if (dataset === undefined && !given) {
        throw new StarsError('STARS_USAGE', 'say what to import: complete-journey, or --items F --events F');
      }
      if (options.replace && options.items === undefined) {
        throw new StarsError('STARS_USAGE', '--replace needs --items: it withdraws items that the file does not have');
      }
      if (options.sample !== undefined && dataset === undefined) {
        throw new StarsError('STARS_USAGE', '--sample is for a public data set');
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
    importCompleteJourneyInto(folder, progress, signal, options.sample),
  );
  printResult(options, report, renderStages(report));
}

async function runFiles(options: ImportOptions): Promise<void> {
  const folder = makeDataFolder(options.data);
  const report = await exclusively(folder, ['import'], (progress, signal) =>
    importRowFiles(folder, options, progress, signal),
  );
  printResult(options, report, options.dryRun ? renderDryRun(report) : renderImport(report, options.data));
  if (report.refused !== undefined) {
    throw new StarsError('STARS_UNREADABLE_FILE', `nothing was stored: ${report.refused}`);
  }
  if (isBad(report.files, options.strict === true)) {
    process.exitCode = EXIT.badData;
  }
}

/** If no row of a file could be used, that is a failure. If some rows are bad, it is a failure only with `strict`. */
function isBad(files: readonly FileReport[], strict: boolean): boolean {
  return files.some(({ rows, rejected }) => rejected > 0 && (strict || rejected === rows));
}

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
