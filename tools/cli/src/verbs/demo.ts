import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CompleteJourneyReport } from '@stars/datasets';
import { StarsError } from '@stars/errors';
import { renderReport } from '@stars/evaluation';
import { Headway, listenOrExplain } from '@stars/platform';
import { lockFolder } from '@stars/stack';
import type { Command } from 'commander';
import { expectSameShare, finishedCompleteJourney } from '../complete-journey.js';
import { type DataFolder, makeDataFolder } from '../data-folder.js';
import { demoModel } from '../demo/demo-model.js';
import { demoRecipe } from '../demo/demo-recipe.js';
import { runVerb } from '../demo/run-verb.js';
import { answerToJson, askForHouseholds, type HouseholdAnswer, renderAnswer } from '../demo/show-recommendations.js';
import { cjDayTestEnd } from '../evaluation/evaluation-set.js';
import { type FolderEvaluation, storedEvaluation } from '../evaluation/stored-reports.js';
import { interruptible } from '../interruption.js';
import { positiveNumber } from '../option-values.js';
import { prepareFolder } from '../prepare.js';
import { duration, Progress } from '../progress.js';
import { type Serving, serveFolder, withPortHint } from '../serve-folder.js';
import { addSizeOption, type SizeName } from '../size-option.js';
import { addVerb, printResult } from '../verb.js';
import { addListenOptions, type ListenVerbOptions, whereToFind } from './up.js';

interface DemoOptions extends ListenVerbOptions {
  once?: boolean;
  sample?: number;
  size: SizeName;
}

const HOUSEHOLDS = 3;
/** Of each of the two lists of a household. */
const LIST_LENGTH = 5;
/** One household of so many is the shop, and is evaluated: its point shows in minutes. */
const SAMPLE = 8;
/** Between two looks at whether there is something to tag. */
const LOOK_MS = 500;

export function addDemo(program: Command): void {
  const verb = addVerb(program, 'demo', 'a year of grocery purchases: import, train, show lists, evaluate and serve')
    .option('--once', 'stop after recommendations and evaluation instead of serving on')
    .option(
      '--sample <n>',
      `one household of so many, and what these bought; 1: the whole year of all (default: what the folder has, else ${SAMPLE})`,
      positiveNumber,
    );
  addListenOptions(addSizeOption(verb)).action(async (options: DemoOptions) => {
    const started = performance.now();
    // A port in use is told now, not after a training. With `--once` nobody else asks: any port will do.
    if (options.once) Object.assign(options, { grpcPort: 0, httpPort: 0 });
    else await expectFree(options);
    const folder = makeDataFolder(options.data);
    if (options.sample !== undefined) expectSameShare(folder, options.sample);
    const lock = lockFolder(folder, 'demo');
    const progress = new Progress();
    try {
      const serving = await interruptible((signal) => run(folder, options, progress, signal));
      process.stderr.write(`✓ Demo: ${duration(performance.now() - started)}\n`);
      if (options.once) return;
      const stopped = serving.untilSignal();
      const { grpcPort, httpPort } = serving.standalone.ports!;
      process.stdout.write(`\n${whereToFind(options.host, grpcPort, httpPort)}`);
      await stopped;
    } finally {
      progress.abandon();
      lock.release();
    }
  });
}

/** Errors: `STARS_PORT_IN_USE`. */
async function expectFree({ host, grpcPort, httpPort }: DemoOptions): Promise<void> {
  for (const [purpose, port] of [
    ['gRPC', grpcPort],
    ['HTTP', httpPort],
  ] as const) {
    const server = createServer();
    await listenOrExplain(purpose, port, () => once(server.listen(port, host), 'listening')).catch((error) => {
      throw withPortHint(error);
    });
    await once(server.close(), 'close');
  }
}

/** Shows lists as soon as there is a model, then evaluates it. Returns the server, which is closed with `once`. */
async function run(
  folder: DataFolder,
  options: DemoOptions,
  progress: Progress,
  signal: AbortSignal,
): Promise<Serving> {
  const imported = finishedCompleteJourney(folder) ?? (await importAndTag(folder, options.sample ?? SAMPLE, signal));
  const sample = Math.ceil(SAMPLE / imported.sample);
  await prepareFolder(folder, 'features-first', progress, signal);
  const path = demoRecipe(folder, options.size);
  const recipe = path === undefined ? [] : ['--recipe', path];
  const version = await trainAndStore(folder, options.size, recipe, signal);
  const now = cjDayTestEnd();
  await using opened = new AsyncDisposableStack();
  const serving = await serve(folder, options, now, progress, signal);
  opened.defer(() => serving.close());
  const answers = await answersOf(serving, version, now);
  if (!options.json) for (const answer of answers) process.stdout.write(`${renderAnswer(answer)}\n`);
  // No more requests come: the evaluation gets all memory and cores.
  if (options.once) await opened.disposeAsync();
  const evaluation =
    storedEvaluation(folder, { protocol: 'cj-day', model_version: version, sample }) ??
    (await runVerb<FolderEvaluation>(
      [
        'evaluate',
        '--protocol',
        'cj-day',
        '--sample',
        `${sample}`,
        '--data',
        folder.root,
        '--size',
        options.size,
        ...recipe,
      ],
      signal,
    ));
  printResult(options, { recommendations: answers.map(answerToJson), evaluation }, renderReport(evaluation));
  if (!options.once) opened.move();
  return serving;
}

/** Imports in a separate process. The products come first; they are tagged while purchases and promotions come in. */
async function importAndTag(folder: DataFolder, sample: number, signal: AbortSignal): Promise<CompleteJourneyReport> {
  let importing = true;
  const { stderr } = process;
  const tagging = new Progress({ isTTY: stderr.isTTY, write: (text) => importing || stderr.write(text) });
  const command = ['import', 'complete-journey', '--sample', `${sample}`, '--data', folder.root];
  const imported = runVerb<CompleteJourneyReport>(command, signal).finally(() => {
    importing = false;
  });
  imported.catch(() => undefined);
  while (importing) {
    await prepareFolder(folder, 'features-first', tagging, signal);
    await Promise.race([imported, sleep(LOOK_MS)]);
  }
  return imported;
}

/** Trains, and stores the histories of the households meanwhile: a training leaves one core idle for much of its time. */
async function trainAndStore(
  folder: DataFolder,
  size: SizeName,
  recipe: readonly string[],
  signal: AbortSignal,
): Promise<string> {
  const failed = new AbortController();
  const stop = AbortSignal.any([signal, failed.signal]);
  const storing = prepareFolder(folder, 'everything', new Progress({ write: () => undefined }), stop);
  storing.catch(() => undefined);
  try {
    const version = await demoModel(folder, size, recipe, signal);
    await storing;
    return version;
  } catch (error) {
    failed.abort(error);
    await storing.catch(() => undefined);
    throw error;
  }
}

/** Serves once all vectors are made. @param now Time of requests that name none, ms */
async function serve(
  folder: DataFolder,
  options: DemoOptions,
  now: number,
  progress: Progress,
  signal: AbortSignal,
): Promise<Serving> {
  using headway = new Headway('filling the vectors', signal);
  const serving = await serveFolder(folder, {
    host: options.host,
    grpcPort: options.grpcPort,
    httpPort: options.httpPort,
    now,
    logLevel: 'warn',
    onRollOut: ({ stage, done, total }) => {
      headway.note(`${stage} ${done}`);
      progress.update({ label: `Serve: vectors of ${stage}`, done, total });
    },
  });
  try {
    progress.update({ label: 'Serve: start' });
    await serving.standalone.drain({ headway });
    progress.finish();
    return serving;
  } catch (error) {
    await serving.close();
    throw error;
  }
}

async function answersOf({ standalone }: Serving, version: string, now: number): Promise<HouseholdAnswer[]> {
  const answers = await askForHouseholds(standalone.own!, standalone.stack.profiles, {
    count: HOUSEHOLDS,
    k: LIST_LENGTH,
    time: new Date(now),
  });
  checkAnswers(answers, version);
  return answers;
}

/** A demo fails if it does not show personal lists of its own model, whatever it printed. */
function checkAnswers(answers: readonly HouseholdAnswer[], version: string): void {
  const wrong = answers.find(
    ({ lists }) =>
      [lists.buy_again, lists.discover].some(({ modelVersion }) => modelVersion !== version) ||
      lists.buy_again.items.length === 0 ||
      lists.discover.items.length < LIST_LENGTH,
  );
  if (answers.length === HOUSEHOLDS && !wrong) return;
  throw new StarsError(
    'STARS_INTERNAL',
    `the demo has no list of model ${version} for ${wrong?.userId ?? 'a household'}`,
  );
}
