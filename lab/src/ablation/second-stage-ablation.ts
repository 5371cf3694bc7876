import { join } from 'node:path';
import {
  buildSet,
  type DataFolder,
  type EvaluationRequest,
  heldOut,
  type Progress,
  prepareFolder,
  readData,
  readSettings,
  store,
  storeText,
  targetOf,
  withBus,
} from '@stars/cli';
import { LocalClock } from '@stars/features';
import { type AblationProgress, ablateSecondStage } from './ablate-second-stage.js';
import { renderSecondStageAblation, type SecondStageAblationRow, secondStageAblationRows } from './ablation-rows.js';

export interface SecondStageAblation {
  protocol: string;
  sessions: number;
  seed: number;
  rows: SecondStageAblationRow[];
  /** As Markdown. */
  path: string;
}

/**
 * What each part of the second stage is worth, on the sessions before the test: it is learned again without the part. The transformer
 * is trained once, and has not seen what the second stage learns from.
 */
export async function ablateSecondStageIn(
  folder: DataFolder,
  request: Pick<EvaluationRequest, 'protocol' | 'split' | 'time' | 'sample' | 'target' | 'servedTarget' | 'training'>,
  progress: Progress,
  signal: AbortSignal,
): Promise<SecondStageAblation> {
  await prepareFolder(folder, 'features', progress, signal);
  const { time_zone: timeZone, country } = readSettings(folder);
  const clock = new LocalClock(timeZone);
  const { size, seed = 1, epochs, recipe } = request.training;
  return withBus(folder, async (bus) => {
    const data = await readData(folder, progress, signal);
    const target = targetOf(folder, request, data.log);
    const set = buildSet(data.log, clock, { ...request, target: target.kind });
    const options = {
      ...{ bus, dataDir: folder.root, place: { timeZone, country }, size, seed, data, signal, now: Date.now() },
      ...heldOut(set, clock, request),
      recipe: { target: target.kind, ...recipe, ...(epochs === undefined ? {} : { epochs }) },
      onWarning: (message: string) => progress.warn(message),
    };
    const rankers = await ablateSecondStage(options, set, (state) => progress.update(shown(state)));
    progress.finish();
    const rows = secondStageAblationRows(set, rankers, { resamples: 500, seed: 0 });
    const path = join(folder.evaluations, `${request.protocol}-${request.split}-second-stage-${size}-${seed}.md`);
    storeText(path, renderSecondStageAblation(rows));
    const ablation = { protocol: request.protocol, sessions: set.sessions.length, seed, rows, path };
    store(path.replace(/md$/, 'json'), ablation);
    return ablation;
  });
}

function shown({ of, variant, done, total }: AblationProgress) {
  const label = `Second stage${of === 'fresh' ? ' for unseen items' : ''}`;
  return variant === undefined
    ? { label, done, total, detail: 'sessions replayed' }
    : { label: `${label}: ${variant}`, done, total, detail: 'variants' };
}
