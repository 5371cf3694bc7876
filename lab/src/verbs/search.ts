import {
  addSizeOption,
  addVerb,
  type CommonOptions,
  type DataFolder,
  eventClock,
  exclusively,
  minutes,
  openDataFolder,
  type ProgressState,
  parseMoment,
  positiveNumber,
  prepareFolder,
  printJson,
  readJsonFile,
  readSettings,
  renderTable,
  type SizeName,
  wholeNumber,
  withBus,
} from '@stars/cli';
import { tenantNow } from '@stars/stack';
import type { Command } from 'commander';
import type { SearchProgress, SearchReport } from '../search/search-recipes.js';
import type { SearchSpace } from '../search/search-space.js';
import type { TrialResult } from '../search/trial-result.js';

interface SearchVerbOptions extends CommonOptions {
  size: SizeName;
  space: string;
  trials: number;
  budget?: number;
  seed: number;
  until?: string;
  checkpointMinutes: number;
  maxEvents?: number;
}

export function addSearch(program: Command): void {
  addSizeOption(addVerb(program, 'search', 'search for a better recipe; resumes where it was stopped'))
    .option('--space <file>', 'JSON of the settings to vary and their ranges, or "default"', 'default')
    .option('--trials <n>', 'recipes to try', positiveNumber, 9)
    .option('--budget <minutes>', 'begin no trial after so many minutes of work, earlier attempts included', minutes)
    .option('--seed <n>', 'seed of everything random', wholeNumber, 1)
    .option('--until <time>', 'use only events before this date or ISO 8601 time')
    .option('--checkpoint-minutes <n>', 'time between checkpoints of a trial', minutes, 2)
    .option('--max-events <n>', 'events held in memory, the newest ones (default: 10 million)', positiveNumber)
    .action(async (options: SearchVerbOptions) => {
      const report = await searchIn(openDataFolder(options.data), options);
      if (options.json) printJson(report);
      else process.stdout.write(renderSearch(report));
    });
}

async function searchIn(folder: DataFolder, options: SearchVerbOptions): Promise<SearchReport> {
  const { size, trials, seed, budget, maxEvents } = options;
  const { searchRecipes } = await import('../search/search-recipes.js');
  const space = await spaceOf(options);
  const { time_zone: timeZone, country, target } = readSettings(folder);
  const until = options.until === undefined ? undefined : parseMoment(options.until, timeZone, 'until');
  return exclusively(folder, ['train'], async (progress, signal) => {
    await prepareFolder(folder, 'features', progress, signal);
    return withBus(folder, (bus) =>
      searchRecipes({
        bus,
        tenant: tenantNow(),
        dataDir: folder.root,
        clock: eventClock(),
        place: { timeZone, country },
        ...(target ? { target } : {}),
        size,
        space,
        trials,
        seed,
        checkpoints: { everyMs: options.checkpointMinutes * 60_000 },
        ...(budget === undefined ? {} : { budgetMs: budget * 60_000 }),
        ...(until === undefined ? {} : { until }),
        ...(maxEvents === undefined ? {} : { maxEvents }),
        onProgress: (state) => progress.update(progressState(state)),
        onWarning: (message) => progress.warn(message),
        signal,
      }),
    );
  });
}

async function spaceOf({ space }: SearchVerbOptions): Promise<SearchSpace> {
  const { checkSpace, DEFAULT_SPACE } = await import('../search/search-space.js');
  return checkSpace(space === 'default' ? DEFAULT_SPACE : await readJsonFile(space, 'space'));
}

function progressState({ stage, topic, messages, trial, done, total, fit }: SearchProgress): ProgressState {
  if (stage === 'load') return { label: `Search: read ${topic ?? ''}`, ...(messages ? { done: messages } : {}) };
  return {
    label: `Search: trial ${trial} (${done} of ${total} done)`,
    ...(fit ? { done: fit.step, total: fit.steps, detail: `loss ${fit.loss.toFixed(3)}` } : {}),
  };
}

function renderSearch({ results, best, bestRecipePath, folder, finished }: SearchReport): string {
  const ordered = [...results].sort((a, b) => b.round - a.round || (b.ndcg ?? -1) - (a.ndcg ?? -1));
  const number = (x: number | null): string => (x === null ? '–' : x.toFixed(4));
  const table = renderTable<TrialResult>(
    [
      { title: 'trial', value: ({ trial }) => trial, right: true },
      { title: 'share', value: ({ share }) => share.toFixed(2), right: true },
      { title: 'NDCG@10', value: ({ ndcg }) => number(ndcg), right: true },
      { title: 'loss', value: ({ loss }) => number(loss), right: true },
      { title: 'steps', value: ({ steps }) => steps, right: true },
      { title: 's', value: ({ seconds }) => seconds.toFixed(0), right: true },
      { title: 'recipe', value: ({ changes, failure }) => failure ?? JSON.stringify(changes) },
    ],
    ordered,
  );
  const rest = finished ? '' : 'The budget is used up: run it again with a larger one to go on.\n';
  const found = best
    ? `Best: trial ${best.trial}. ./stars train --recipe ${bestRecipePath}\n`
    : 'No trial succeeded.\n';
  return `${table}\n${rest}${found}Search: ${folder}\n`;
}
