import { type FeatureSpec, isTargetType, LocalClock, TARGET_KINDS, type TrainingData } from '@stars/features';
import { StarsModel } from '@stars/inference';
import { ALL_SIZES, type EvidenceKind, type FeatureLayout, NEW_SIZES } from '@stars/ranking';
import {
  drawnSessions,
  type EvaluationSession,
  type EvaluationSet,
  modelForEvaluation,
  SECOND_STAGE_SEARCH_DEPTH,
  SecondStageSessions,
  StarsCandidates,
  secondStageLevelCount,
  shareTexts,
} from '@stars/replay';
import { daysWithTargets } from '../days-with-targets.js';
import type { FirstFit } from '../training-stages.js';
import { lastRegion } from './last-region.js';
import { type SecondStageExample, secondStageExamples } from './second-stage-examples.js';
import { NEW_SESSIONS, type SecondStageRecipe, TRAINING_NEGATIVES } from './second-stage-recipe.js';

/** What ranks: all candidates, or unseen items alone. */
export type RankerKind = 'all' | 'fresh';

export interface ExampleProgress {
  signal?: AbortSignal;
  onProgress?: (replayed: number, sessions: number) => void;
}

/** The sessions of the held-out window, and a model that has not seen them: its scores are as good as those of a served model. */
export class SecondStageWindow implements Disposable {
  private constructor(
    readonly data: TrainingData,
    readonly clock: LocalClock,
    readonly set: EvaluationSet,
    readonly layout: FeatureLayout,
    readonly model: StarsModel,
    private readonly adapted: ReturnType<typeof modelForEvaluation>,
    readonly seed: number,
    private readonly candidates = new StarsCandidates(adapted),
  ) {}

  /** Undefined if no day of the window has an event that the model predicts. @param data Its log has only what may be used. */
  static async open(
    data: TrainingData,
    first: FirstFit,
    timeZone: string,
    recipe: SecondStageRecipe & { minItemCount: number; without?: ReadonlySet<string> },
    seed: number,
  ): Promise<SecondStageWindow | undefined> {
    const clock = new LocalClock(timeZone);
    const { log } = data;
    const { spec } = first.plan;
    // A window may begin in the middle of a day: its first whole day is the next.
    const whole = daysWithTargets(log, clock, clock.day(first.validationFrom) + 1, spec, recipe.minItemCount);
    if (!whole) return undefined;
    const evidence = evidenceOf(spec);
    const known = whole.sessions.filter(
      ({ sessionId, histLen, historyFrom, historyTo }) =>
        (evidence.length > 0 ? historyTo > historyFrom : histLen > 0) && recipe.without?.has(sessionId) !== true,
    );
    const sessions = drawnSessions(known, recipe.sessions, seed);
    const set = { ...whole, sessions: evidence.length > 0 ? withMidSessions(whole, sessions) : sessions };
    const layout: FeatureLayout = {
      levels: secondStageLevelCount(set.catalogue, data.items),
      signals: spec.itemSignals,
      regions: lastRegion(log) > 0,
      neighbours: recipe.neighbours,
      scores: recipe.scores,
      texts: shareTexts(set.catalogue, data.items),
      novelty: recipe.novelty,
      together: recipe.together,
      ...(evidence.length > 0 ? { evidence } : {}),
    };
    const model = await StarsModel.create(first.artifact());
    return new SecondStageWindow(data, clock, set, layout, model, modelForEvaluation(model, data, set), seed);
  }

  /** Sessions with their candidates, to learn one ranker from. */
  async examples(of: RankerKind, { signal, onProgress }: ExampleProgress = {}): Promise<SecondStageExample[]> {
    const fresh = of === 'fresh';
    const { set, data, clock, layout, candidates, seed } = this;
    const withUnseen = set.sessions.filter(({ targetNew }) => targetNew.length > 0);
    const played = fresh ? { ...set, sessions: drawnSessions(withUnseen, NEW_SESSIONS, seed) } : set;
    const options = { k: SECOND_STAGE_SEARCH_DEPTH, explore: fresh, ...(signal ? { signal } : {}) };
    const searched = await candidates.of(played, options);
    const vectors = layout.scores ? await candidates.vectorsOf(played, options) : undefined;
    const sessions = new SecondStageSessions(played, data, clock, layout, vectors);
    return secondStageExamples(played, sessions, searched, {
      fresh,
      sizes: fresh ? NEW_SIZES : ALL_SIZES,
      negatives: TRAINING_NEGATIVES,
      seed,
      ...(onProgress ? { onProgress } : {}),
      ...(signal ? { signal } : {}),
    });
  }

  [Symbol.dispose](): void {
    this.adapted.dispose();
    this.model.dispose();
  }
}

/** The kinds of events that the model's log has besides those that it predicts. */
const evidenceOf = ({ kindWeights = {} }: FeatureSpec): EvidenceKind[] =>
  TARGET_KINDS.filter((name) => kindWeights[name] !== undefined).map((name) => ({ name, weight: kindWeights[name]! }));

/**
 * Every other session as of its first purchase instead of its first event: requests come in the middle of a visit too, when the
 * user has looked at something.
 */
const withMidSessions = (set: EvaluationSet, sessions: readonly EvaluationSession[]): EvaluationSession[] =>
  sessions.map((session, n) => {
    if (n % 2 === 0) return session;
    const { log, target } = set;
    let row = session.historyTo;
    while (!isTargetType(target, log.type[row]!)) row++;
    return { ...session, historyTo: row, time: log.time[row]! };
  });
