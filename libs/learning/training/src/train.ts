import { encodeModelManifest, type ModelManifest, TOPICS } from '@stars/contracts';
import { isTargetType, LocalClock, type TargetKind } from '@stars/features';
import { type Companions, companionsOf } from '@stars/ranking';
import { artifactOf, manifestOf } from './artifact.js';
import { type LearnedFromWindow, learnFromWindow } from './learn-from-window.js';
import { learnedSessionLog } from './learned-session-log.js';
import { popularityOf } from './popularity.js';
import { readRunFile } from './run/run-file.js';
import { removePlan } from './run/run-plan.js';
import { heldOutMetrics, heldOutSentence } from './second-stage/held-out-figures.js';
import { secondStageArtifactOf } from './second-stage/second-stage-artifact.js';
import { secondStageOfPrior } from './second-stage/train-second-stage.js';
import type { TrainOptions, TrainReport } from './train-options.js';
import { prepareJob, type TrainingJob } from './training-job.js';
import type { TrainingPlan } from './training-plan.js';
import { openRun, storedModel, type TrainingRun } from './training-run.js';
import { type FinalFit, fitBeforeWindow, fitOnEverything, removeCheckpoints } from './training-stages.js';

/**
 * Trains STARS on the bus's data and publishes its manifest. The version is a digest of what determines the model, so the same
 * request twice trains once. Which model serves is not part of it: to be compared with one, the second stage learns from fewer
 * sessions. A killed run resumes from its last checkpoint in `DATA/runs/<version>`, on the data that it named when it began.
 * Once the model is stored, checkpoints are removed and curves stay; of a model for an evaluation alone, the first fit stays too.
 * Errors: `STARS_NOT_ENOUGH_DATA`, `STARS_DISK_FULL`, `STARS_UNAVAILABLE` (no backend that trains).
 */
export async function train(options: TrainOptions): Promise<TrainReport> {
  const run = await openRun(options);
  const stored = await storedModel(run);
  if (stored) {
    const { why = '', backend } = await readRunFile(run.folder);
    return publish(run, { manifest: stored, reused: true, why, ...(backend ? { backend } : {}) });
  }
  await run.store.removeDrafts();
  const job = await prepareJob(run);
  const first = await fitBeforeWindow(job);
  const fromWindow = first && (await learnFromWindow(first, job));
  const final = await fitOnEverything(job, first);
  const learned = fromWindow ?? { secondStage: secondStageOfPrior(final.plan, job.data.items) };
  const manifest = await save(job, final, learned);
  return publish(run, { manifest, reused: false, why: job.why, backend: job.backend });
}

function save(
  { run, data, recipe, place, shape }: TrainingJob,
  { plan, fit, validation }: FinalFit,
  { secondStage, comparison }: LearnedFromWindow,
): Promise<ModelManifest> {
  const artifact = artifactOf(
    plan,
    data,
    recipe,
    fit.parameters,
    {
      popularity: popularityOf(plan.log, recipe.target),
      companions: companionsIn(plan, place.timeZone, recipe.target),
    },
    secondStageArtifactOf(secondStage, plan, data, place.timeZone),
  );
  const metrics = {
    loss_next: fit.means['next'] ?? Number.NaN,
    loss_general: fit.means['general'] ?? Number.NaN,
    steps: fit.bestStep,
    ...validation,
    ...heldOutMetrics(secondStage.comparison),
    repeat_share: shape.repeatShare,
    target_events: shape.targets,
    train_seconds: secondsOf(run),
  };
  const identity = { version: run.version, tenant: run.inputs.tenant, created: run.options.now };
  return run.store.save(artifact, manifestOf(identity, data, plan, metrics, comparison));
}

/** What is bought together, by target events. */
function companionsIn({ log, items }: TrainingPlan, timeZone: string, target: TargetKind | undefined): Companions {
  const counts = (type: number): boolean => isTargetType(target, type);
  return companionsOf(learnedSessionLog(log, items.ids, new LocalClock(timeZone), counts), items.ids.length);
}

/** Announces the model if it is to be served, once it can be read where others read it, and removes the checkpoints and the plan. */
async function publish(
  run: TrainingRun,
  outcome: Pick<TrainReport, 'manifest' | 'reused' | 'why' | 'backend'>,
): Promise<TrainReport> {
  const { options, store, version, folder } = run;
  const { manifest } = outcome;
  if (options.publish !== false) {
    options.onProgress?.({ stage: 'publish' });
    await store.verify(version);
    if (options.announce !== false) await options.bus.publish(TOPICS.models, [encodeModelManifest(manifest)]);
  }
  await removePlan(folder);
  await removeCheckpoints(folder, options.publish === false);
  return {
    version,
    manifestPath: `${store.pathOf(version)}/manifest.json`,
    runFolder: folder,
    metrics: manifest.metrics,
    againstSimple: heldOutSentence(manifest.metrics),
    seconds: secondsOf(run),
    peakRssBytes: process.resourceUsage().maxRSS * 1024,
    ...outcome,
  };
}

const secondsOf = ({ started }: TrainingRun): number => (performance.now() - started) / 1000;
