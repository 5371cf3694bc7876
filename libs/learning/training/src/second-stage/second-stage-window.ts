import { LocalClock, type TrainingData } from '@stars/features';
import { StarsModel } from '@stars/inference';
import { ALL_SIZES, type FeatureLayout, featureNames, MOST_SEARCHED, NEW_SIZES } from '@stars/ranking';
import {
  drawnSessions,
  type EvaluationSet,
  modelForEvaluation,
  SecondStageSessions,
  StarsCandidates,
} from '@stars/replay';
import { daysWithTargets } from '../days-with-targets.js';
import type { FirstFit } from '../training-stages.js';
import { withMidSessions } from './mid-sessions.js';
import { forEachExample, type UserExample } from './second-stage-examples.js';
import { layoutOf } from './second-stage-layout.js';
import { NEW_SESSIONS, type SecondStageRecipe, TRAINING_NEGATIVES } from './second-stage-recipe.js';

/** What the second stage learns from: a training's data, and the fit that has not seen its last part. */
export interface WindowSource {
  /** Its log has only what may be used. */
  data: TrainingData;
  first: FirstFit;
  timeZone: string;
  /** `without`: sessions, by id, that are left out. */
  recipe: SecondStageRecipe & { minItemCount: number; without?: ReadonlySet<string> };
  seed: number;
  signal?: AbortSignal | undefined;
}

export interface ReplayOptions {
  onProgress: (replayed: number, sessions: number) => void;
  /** Gets each example as soon as it is replayed. */
  use: (example: UserExample) => void;
}

/** The sessions of the held-out window, and how they are replayed. */
export interface SecondStageWindow {
  set: EvaluationSet;
  model: StarsModel;
  clock: LocalClock;
  layout: FeatureLayout;
  /** Of the columns, in their order. */
  names: string[];
  /** The sessions with all purchased items as labels, or with unseen ones alone, of which there are fewer sessions. */
  replay(of: RankerKind, options: ReplayOptions): Promise<void>;
}

/** What ranks: all candidates, or unseen items alone. */
export type RankerKind = 'all' | 'fresh';

/** Opens the window for the time of `use`; undefined if no day of it has an event that the model predicts. */
export async function withSecondStageWindow<T>(
  source: WindowSource,
  use: (window: SecondStageWindow) => Promise<T>,
): Promise<T | undefined> {
  const { data, first, timeZone } = source;
  const clock = new LocalClock(timeZone);
  const set = windowOf(source, clock);
  if (!set) return undefined;
  const model = await StarsModel.create(first.artifact());
  const adapted = modelForEvaluation(model, data, set);
  try {
    const candidates = new StarsCandidates(adapted);
    const layout = layoutOf(first.plan, set.catalogue, data);
    return await use({
      set,
      model,
      clock,
      layout,
      names: featureNames(layout),
      replay: (of, options) => replay(set, { ...source, clock, layout, candidates }, of, options),
    });
  } finally {
    adapted.dispose();
    model.dispose();
  }
}

function windowOf({ data, first, recipe, seed }: WindowSource, clock: LocalClock): EvaluationSet | undefined {
  // A window may begin in the middle of a day: its first whole day is the next.
  const from = clock.day(first.validationFrom) + 1;
  const set = daysWithTargets(data.log, clock, from, first.plan.spec, recipe.minItemCount);
  if (!set) return undefined;
  const allowed = set.sessions.filter(({ sessionId }) => recipe.without?.has(sessionId) !== true);
  const moments = withMidSessions(set, drawnSessions(allowed, recipe.sessions, seed), clock, seed);
  return { ...set, sessions: drawnSessions(moments, recipe.sessions, seed) };
}

async function replay(
  all: EvaluationSet,
  source: WindowSource & { clock: LocalClock; layout: FeatureLayout; candidates: StarsCandidates },
  of: RankerKind,
  { onProgress, use }: ReplayOptions,
): Promise<void> {
  const { data, clock, layout, candidates, seed, signal } = source;
  const fresh = of === 'fresh';
  const withUnseen = all.sessions.filter(({ targetNew }) => targetNew.length > 0);
  const window = fresh ? { ...all, sessions: drawnSessions(withUnseen, NEW_SESSIONS, seed) } : all;
  const options = { k: MOST_SEARCHED, explore: fresh, ...(signal ? { signal } : {}) };
  const searched = await candidates.of(window, options);
  const vectors = await candidates.vectorsOf(window, options);
  const sessions = new SecondStageSessions(window, data, clock, layout, vectors);
  await forEachExample(
    window,
    sessions,
    searched,
    {
      fresh,
      sizes: fresh ? NEW_SIZES : ALL_SIZES,
      negatives: TRAINING_NEGATIVES,
      seed,
      onProgress,
      ...(signal ? { signal } : {}),
    },
    use,
  );
}
