import { LocalClock, type TrainingData } from '@stars/features';
import { StarsModel } from '@stars/inference';
import { type FeatureLayout, featureNames, type RankerKind } from '@stars/ranking';
import {
  asStranger,
  describedSessions,
  drawnSessions,
  type EvaluationSession,
  type EvaluationSet,
  modelForEvaluation,
  type RankOptions,
  StarsCandidates,
  seededSessions,
} from '@stars/replay';
import { daysWithTargets } from '../days-with-targets.js';
import type { FirstFit } from '../training-stages.js';
import { type BrowsingMoment, becauseOfLast, browsingMoments } from './browsing-moments.js';
import { withMidSessions } from './mid-sessions.js';
import { forEachExample, type UserExample } from './second-stage-examples.js';
import { layoutOf } from './second-stage-layout.js';
import {
  NEW_SESSIONS,
  SEEDED_MOMENTS,
  SEEDED_SESSIONS,
  type SecondStageRecipe,
  STRANGERS,
  TRAINING_NEGATIVES,
} from './second-stage-recipe.js';

/** What the second stage learns from: a training's data, and the fit that has not seen its last part. */
export interface WindowSource {
  /** Its log has only what may be used. */
  data: TrainingData;
  first: FirstFit;
  timeZone: string;
  /** `without`: sessions, by id, that are left out. */
  recipe: SecondStageRecipe & { minItemCount: number; without?: ReadonlySet<string> };
  /** Whether people look around before they take something. */
  browsing?: boolean;
  seed: number;
  signal?: AbortSignal | undefined;
}

/** The sessions of the held-out window, and how they are replayed. */
export interface SecondStageWindow {
  set: EvaluationSet;
  model: StarsModel;
  clock: LocalClock;
  layout: FeatureLayout;
  /** Of the columns, in their order. */
  names: string[];
  /**
   * Replays the sessions with all purchased items as labels, with unseen ones alone, of which there are fewer sessions, or as requests
   * because of seeds.
   * @param take Gets each example as soon as it is replayed.
   */
  replay(of: RankerKind, take: (example: UserExample) => void, onProgress?: RankOptions['onProgress']): Promise<void>;
}

/** Opens the window for the time of `use`; undefined if no day of it has an event that the model predicts. */
export async function withSecondStageWindow<T>(
  source: WindowSource,
  use: (window: SecondStageWindow) => Promise<T>,
): Promise<T | undefined> {
  const { data, first, timeZone } = source;
  const clock = new LocalClock(timeZone);
  const found = windowOf(source, clock);
  if (!found) return undefined;
  const { set, whole } = found;
  const model = StarsModel.create(first.artifact());
  const adapted = modelForEvaluation(model, data, set);
  const candidates = new StarsCandidates(adapted);
  const layout = layoutOf(first.plan, set.catalogue, data);
  return await use({
    set,
    model,
    clock,
    layout,
    names: featureNames(layout),
    replay: async (of, take, onProgress) => {
      const { seed, signal } = source;
      const explore = of === 'fresh';
      const part = of === 'all' ? set : { ...set, sessions: sessionsOf(of, set, whole, { clock, seed }) };
      const sessions = await describedSessions({ layout }, data, clock, candidates, part, { explore, signal });
      const options = { explore, negatives: TRAINING_NEGATIVES, seed, onProgress, signal };
      await forEachExample(part, sessions, options, take);
    },
  });
}

/** The sessions that only a part of the requests has. */
function sessionsOf(
  of: RankerKind,
  set: EvaluationSet,
  whole: readonly EvaluationSession[],
  { clock, seed }: Pick<SecondStageWindow, 'clock'> & Pick<WindowSource, 'seed'>,
): EvaluationSession[] {
  if (of === 'fresh') {
    const withUnseen = set.sessions.filter(({ targetNew }) => targetNew.length > 0);
    return drawnSessions(withUnseen, NEW_SESSIONS, seed);
  }
  const seeded = isBrowsing(set.sessions)
    ? becauseOfLast(set, set.sessions)
    : seededSessions(set, whole, clock, { choice: 'mixed', seed, moments: SEEDED_MOMENTS });
  const drawn = drawnSessions(seeded, SEEDED_SESSIONS, seed);
  return drawn.map((session, n) => (n % STRANGERS === 0 ? asStranger(session) : session));
}

const isBrowsing = (sessions: readonly EvaluationSession[]): sessions is readonly BrowsingMoment[] =>
  sessions.some((session) => 'weights' in session);

/** The sessions as they are learned from, at several moments, and as they are whole. */
function windowOf(
  { data, first, recipe, seed, browsing }: WindowSource,
  clock: LocalClock,
): { set: EvaluationSet; whole: EvaluationSession[] } | undefined {
  // A window may begin in the middle of a day: its first whole day is the next.
  const from = clock.day(first.validationFrom) + 1;
  const set = daysWithTargets(data.log, clock, from, first.plan.spec, recipe.minItemCount);
  if (!set) return undefined;
  const allowed = set.sessions.filter(({ sessionId }) => recipe.without?.has(sessionId) !== true);
  const whole = drawnSessions(allowed, recipe.sessions, seed);
  const moments = browsing ? browsingMoments(set, clock, from, seed) : withMidSessions(set, whole, clock, seed);
  return { set: { ...set, sessions: drawnSessions(moments, recipe.sessions, seed) }, whole };
}
