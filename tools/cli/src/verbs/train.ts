import { TrainingSteps } from '@stars/event-bus';
import type { TargetKind } from '@stars/features';
import { tenantNow } from '@stars/stack';
import { RECIPES, type RecipeChanges, type TrainReport, VALIDATION_DEFAULTS, withChanges } from '@stars/training';
import { type Command, Option } from 'commander';
import { adoptSignalsIn } from '../adopt-signals.js';
import { type DataFolder, openDataFolder } from '../data-folder.js';
import { exclusively } from '../exclusive-work.js';
import { parseMoment } from '../moment.js';
import { withBus } from '../open-bus.js';
import { minutes, positiveNumber, wholeNumber } from '../option-values.js';
import { prepareFolder } from '../prepare.js';
import { readRecipe } from '../recipe-file.js';
import { readSettings, type Settings } from '../settings.js';
import { addSizeOption, type SizeName } from '../size-option.js';
import { addTargetOption } from '../target-option.js';
import { trainModel } from '../train-model.js';
import { addVerb, type CommonOptions, printResult } from '../verb.js';

interface TrainVerbOptions extends CommonOptions {
  size: SizeName;
  seed: number;
  epochs?: number;
  until?: string;
  recipe?: string;
  target?: TargetKind;
  earlyStopping?: boolean;
  checkpointMinutes: number;
  maxEvents?: number;
  offsetsOnly?: boolean;
  anew?: boolean;
  serve: boolean;
}

export function addTrain(program: Command): void {
  addTargetOption(addSizeOption(addVerb(program, 'train', 'train STARS on what was imported and publish the model')))
    .option('--seed <n>', 'seed of everything random', wholeNumber, 1)
    .option('--epochs <n>', 'passes over the data (default: by size)', positiveNumber)
    .option('--until <time>', 'use only events before this date or ISO 8601 time')
    .option('--recipe <file>', 'JSON of the differences from the recipe of the size, such as the best of a search')
    .addOption(
      new Option('--early-stopping', 'find the number of steps on the end of the log, then train on all of it'),
    )
    .addOption(new Option('--no-early-stopping', 'train every epoch (default: by size; small and tiny do)'))
    .option('--checkpoint-minutes <n>', 'time between checkpoints; a killed run goes on from its last', minutes, 2)
    .option(
      '--max-events <n>',
      'events held in memory: the newest, or of an archive whole users (default: 10 million)',
      positiveNumber,
    )
    .option('--anew', 'with what is on the bus now, even if a training that was stopped could go on')
    .addOption(
      new Option('--no-serve', 'store the model; it serves once ./stars models serve asks for it').conflicts(
        'offsetsOnly',
      ),
    )
    .option('--offsets-only', 'learn only what signals do, for the model that serves: no new vectors, in minutes')
    .action(async (options: TrainVerbOptions) => {
      if (options.offsetsOnly) return adoptSignalsIn(openDataFolder(options.data), options);
      const folder = openDataFolder(options.data);
      const report = await trainIn(folder, options);
      printResult(options, summary(report), renderTraining(report, options, readSettings(folder)));
    });
}

async function trainIn(folder: DataFolder, options: TrainVerbOptions): Promise<TrainReport> {
  const { size, seed, epochs, checkpointMinutes, maxEvents, anew = false, serve: announce } = options;
  const recipe = await recipeOf(options);
  const until =
    options.until === undefined ? undefined : parseMoment(options.until, readSettings(folder).time_zone, 'until');
  const request = {
    size,
    seed,
    epochs,
    recipe,
    anew,
    announce,
    checkpoints: { everyMs: checkpointMinutes * 60_000 },
    until,
    maxEvents,
  };
  return exclusively(folder, ['train'], async (progress, signal) => {
    await prepareFolder(folder, 'features', progress, signal);
    return withBus(folder, (bus) =>
      new TrainingSteps(bus, tenantNow()).run(signal, () => trainModel(folder, bus, request, progress, signal)),
    );
  });
}

/** The options' changes to the size's recipe. */
async function recipeOf({ size, recipe: path, target, earlyStopping }: TrainVerbOptions): Promise<RecipeChanges> {
  const recipe = { ...(path === undefined ? {} : await readRecipe(path)), ...(target ? { target } : {}) };
  if (earlyStopping === undefined) return recipe;
  const held = withChanges(RECIPES[size], recipe).validation;
  // A window may be held out without early stopping, for the parts that are learned on top of the model.
  if (!earlyStopping) return { ...recipe, validation: held && { ...held, every: 0, patience: 0 } };
  return { ...recipe, validation: held && held.patience > 0 ? held : VALIDATION_DEFAULTS };
}

const summary = (report: TrainReport) => ({
  version: report.version,
  manifest_path: report.manifestPath,
  run_folder: report.runFolder,
  reused: report.reused,
  why: report.why,
  metrics: report.metrics,
  against_simple: report.againstSimple,
  seconds: report.seconds,
  peak_rss_bytes: report.peakRssBytes,
  ...(report.backend ? { backend: report.backend } : {}),
});

function renderTraining(
  report: TrainReport,
  { serve: serves, data, size }: TrainVerbOptions,
  { time_zone: timeZone, country }: Settings,
): string {
  const { version, manifestPath, runFolder, reused, why, metrics, againstSimple, seconds, peakRssBytes } = report;
  const how = reused
    ? 'was there already'
    : `trained in ${seconds.toFixed(0)} s, ${(peakRssBytes / 2 ** 30).toFixed(1)} GiB`;
  const { validation_ndcg: metric, validation_steps: done, validation_best_step: best } = metrics;
  const stopped = metric === undefined ? [] : [`Validation ${metric.toFixed(4)} was best at step ${best} of ${done}`];
  const asked = serves
    ? ''
    : `This training changed nothing that serves: ./stars models serve ${version} lets the model serve.`;
  const next = serves ? `Next: ./stars up --data ${data}, then ./stars evaluate --data ${data}.` : '';
  const lines = [
    why,
    `Chosen: size ${size}, time zone ${timeZone}, holidays of ${country}.`,
    `Model ${version} ${how}: ${manifestPath}`,
    ...stopped,
    `Run: ${runFolder}`,
    againstSimple,
    asked,
    next,
  ];
  return `${lines.filter(Boolean).join('\n')}\n`;
}
