import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { commaList, exclusively, makeDataFolder, storeText, wholeNumber } from '@stars/cli';
import { type Command, InvalidArgumentError } from 'commander';
import type { Size } from '../curve/cut-log.js';
import { LOGS, logNamed } from '../logs/all-logs.js';
import { resultsPage } from '../results/page.js';
import { StoredCells } from '../results/stored-cells.js';
import { runLogs } from '../run-logs.js';

const PAGE = fileURLToPath(new URL('../../../docs/reference/results-on-several-logs.md', import.meta.url));

interface LogsOptions {
  log?: string[];
  size?: Size[];
  seed?: number[];
  anew?: boolean;
  learned?: boolean;
  page?: boolean;
  data: string;
}

export function addLogs(program: Command): void {
  program
    .command('logs')
    .description(
      'compare the default with simple rankings on several logs and sizes, and write the page of the results',
    )
    .option('--log <names>', 'only these logs, with commas between them', commaList)
    .option('--size <sizes>', 'only these sizes, such as 300,3000,all', sizes)
    .option('--seed <seeds>', 'only these seeds (default: those of the log)', seeds)
    .option('--anew', 'measure again what is stored, and forget what rankings that learn reached')
    .option('--learned', 'on whole logs, compare with LambdaMART and SASRec, too: a download of 3 GB, and hours')
    .option('--page', 'only write the page of what is stored')
    .option('--data <dir>', 'where logs are imported into and figures are stored', '.stars-lab')
    .action(async ({ log, size, seed, anew = false, learned = false, page, data }: LogsOptions) => {
      const folder = makeDataFolder(data);
      const cells = new StoredCells(join(folder.root, 'results'));
      const request = {
        ...{ logs: log?.map(logNamed) ?? LOGS, anew, learned, root: folder.root, cells },
        ...(size ? { sizes: size } : {}),
        ...(seed ? { seeds: seed } : {}),
      };
      if (!page) {
        await exclusively(folder, ['evaluate', 'train'], (progress, signal) => runLogs(request, { progress, signal }));
      }
      storeText(PAGE, resultsPage(LOGS, cells.all(LOGS.map(({ name }) => name))));
      process.stdout.write(`Page ${PAGE}\n`);
    });
}

export const sizes = (text: string): Size[] =>
  commaList(text).map((each) => (each === 'all' ? each : atLeast(each, 0)));

export const seeds = (text: string): number[] => [...new Set(commaList(text).map((each) => atLeast(each, 1)))];

function atLeast(text: string, least: number): number {
  const value = wholeNumber(text);
  if (value < least) throw new InvalidArgumentError(`Must be ${least} or more.`);
  return value;
}
