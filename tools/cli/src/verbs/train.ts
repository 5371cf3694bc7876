import type { TrainReport } from '@stars/service-trainer';
import type { Command } from 'commander';
import { type DataFolder, openDataFolder } from '../data-folder.js';
import { lockFolder } from '../folder-lock.js';
import { interruptible } from '../interruption.js';
import { parseMoment } from '../moment.js';
import { withBus } from '../open-bus.js';
import { positiveNumber, wholeNumber } from '../option-values.js';
import { prepareFolder } from '../prepare.js';
import { Progress } from '../progress.js';
import { readSettings } from '../settings.js';
import { addSizeOption, type SizeName } from '../size-option.js';
import { trainModel } from '../train-model.js';
import { addVerb, type CommonOptions, printJson } from '../verb.js';

interface TrainVerbOptions extends CommonOptions {
  size: SizeName;
  seed: number;
  epochs?: number;
  until?: string;
}

export function addTrain(program: Command): void {
  addSizeOption(addVerb(program, 'train', 'train STARS on what was imported and publish the model'))
    .option('--seed <n>', 'seed of everything random', wholeNumber, 1)
    .option('--epochs <n>', 'passes over the data (default: by size)', positiveNumber)
    .option('--until <time>', 'look only at what happened before this date or ISO 8601 time')
    .action(async (options: TrainVerbOptions) => {
      const report = await interruptible((signal) => trainIn(openDataFolder(options.data), options, signal));
      if (options.json) printJson(summary(report));
      else process.stdout.write(renderTraining(report));
    });
}

async function trainIn(folder: DataFolder, options: TrainVerbOptions, signal: AbortSignal): Promise<TrainReport> {
  const { size, seed, epochs } = options;
  const until =
    options.until === undefined ? undefined : parseMoment(options.until, readSettings(folder).time_zone, 'until');
  const lock = lockFolder(folder, 'train');
  const progress = new Progress();
  try {
    await prepareFolder(folder, 'features', progress, signal);
    return await withBus(folder, (bus) =>
      trainModel(folder, bus, { size, seed, epochs, ...(until === undefined ? {} : { until }) }, progress, signal),
    );
  } finally {
    progress.abandon();
    lock.release();
  }
}

const summary = ({ version, manifestPath, reused, why, metrics, seconds, peakRssBytes, backend }: TrainReport) => ({
  version,
  manifest_path: manifestPath,
  reused,
  why,
  metrics,
  seconds,
  peak_rss_bytes: peakRssBytes,
  ...(backend ? { backend } : {}),
});

function renderTraining({ version, manifestPath, reused, why, seconds, peakRssBytes }: TrainReport): string {
  const how = reused
    ? 'was there already'
    : `trained in ${seconds.toFixed(0)} s, ${(peakRssBytes / 2 ** 30).toFixed(1)} GiB`;
  return `${why === '' ? '' : `${why}\n`}Model ${version} ${how}: ${manifestPath}\n`;
}
