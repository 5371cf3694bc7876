import { type FeatureSpec, isTargetType, LocalClock, TARGET_KINDS, type TrainingData } from '@stars/features';
import { StarsModel } from '@stars/inference';
import {
  ALL_SIZES,
  type ColdStartWeights,
  type EvidenceKind,
  type FeatureLayout,
  NEW_SIZES,
  type SecondStageWeights,
} from '@stars/ranking';
import {
  drawnSessions,
  type EvaluationSession,
  type EvaluationSet,
  modelForEvaluation,
  SECOND_STAGE_SEARCH_DEPTH,
  SecondStageSessions,
  type SessionCandidates,
  type SessionVectors,
  StarsCandidates,
  secondStageLevelCount,
  shareTexts,
} from '@stars/replay';
import { daysWithTargets } from '../days-with-targets.js';
import type { FirstFit } from '../training-stages.js';
import { lastRegion } from './last-region.js';
import { learnColdStart } from './learn-cold-start.js';
import { type ListwiseProgress, trainListwise } from './listwise-network.js';
import { secondStageExamples } from './second-stage-examples.js';
import { NEW_EPOCHS, NEW_SESSIONS, type SecondStageRecipe, TRAINING_NEGATIVES } from './second-stage-recipe.js';

/** A learned second stage. */
export interface LearnedSecondStage {
  layout: FeatureLayout;
  all: SecondStageWeights;
  /** For unseen items; absent if too few sessions had one. */
  fresh?: SecondStageWeights;
  /** Weights of cold-start items in both; absent if there was too little to learn from. */
  newcomers?: { all: ColdStartWeights; fresh: ColdStartWeights };
}

export interface SecondStageProgress extends Partial<ListwiseProgress> {
  /** What is learned at the moment: to rank all candidates, or unseen items alone. */
  of: 'all' | 'fresh';
  /** Sessions replayed so far. */
  replayed?: number;
  sessions: number;
}

/** Fewer sessions than this are too few for a network of thousands of weights. */
const FEWEST_SESSIONS = 200;

/**
 * Learns the second stage from the sessions of the held-out window, with the model that has not seen them: so its scores are as
 * good as they will be for the days after the training. Undefined if the window has too few sessions.
 * @param data Its log has only what may be used. @param recipe `without`: ids of sessions that it must not learn from.
 */
export async function trainSecondStage(
  data: TrainingData,
  first: FirstFit,
  timeZone: string,
  recipe: SecondStageRecipe & { minItemCount: number; without?: ReadonlySet<string> },
  seed: number,
  onProgress: (progress: SecondStageProgress) => void,
  signal?: AbortSignal,
): Promise<LearnedSecondStage | undefined> {
  const clock = new LocalClock(timeZone);
  const { log } = data;
  // A window may begin in the middle of a day: its first whole day is the next.
  const from = clock.day(first.validationFrom) + 1;
  const { spec } = first.plan;
  const evidence = evidenceOf(spec);
  const set = daysWithTargets(log, clock, from, spec, recipe.minItemCount);
  if (!set) return undefined;
  const known = set.sessions.filter(
    ({ sessionId, histLen, historyFrom, historyTo }) =>
      (evidence.length > 0 ? historyTo > historyFrom : histLen > 0) && recipe.without?.has(sessionId) !== true,
  );
  const sessions = drawnSessions(known, recipe.sessions, seed);
  const window = { ...set, sessions: evidence.length > 0 ? withMidSessions(set, sessions) : sessions };
  if (window.sessions.length < FEWEST_SESSIONS) return undefined;
  const model = await StarsModel.create(first.artifact());
  const adapted = modelForEvaluation(model, data, window);
  try {
    const candidates = new StarsCandidates(adapted);
    const layout: FeatureLayout = {
      levels: secondStageLevelCount(window.catalogue, data.items),
      signals: spec.itemSignals,
      regions: lastRegion(log) > 0,
      neighbours: recipe.neighbours,
      scores: recipe.scores,
      texts: shareTexts(window.catalogue, data.items),
      novelty: recipe.novelty,
      together: recipe.together,
      ...(evidence.length > 0 ? { evidence } : {}),
    };
    const learn = (of: 'all' | 'fresh') =>
      learnFrom(window, {
        data,
        clock,
        layout,
        candidates,
        recipe,
        seed,
        of,
        onProgress,
        ...(signal ? { signal } : {}),
      });
    const all = await learn('all');
    if (!all) return undefined;
    const fresh = await learn('fresh');
    const learning = { data, clock, layout, model, seed, ...(signal ? { signal } : {}) };
    const coldStart = await learnColdStart(window, { all, fresh }, learning);
    return { layout, all, ...(fresh ? { fresh } : {}), ...(coldStart ? { newcomers: coldStart } : {}) };
  } finally {
    adapted.dispose();
    model.dispose();
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

interface Learning {
  data: TrainingData;
  clock: LocalClock;
  layout: FeatureLayout;
  candidates: StarsCandidates;
  recipe: SecondStageRecipe;
  seed: number;
  of: 'all' | 'fresh';
  onProgress: (progress: SecondStageProgress) => void;
  signal?: AbortSignal;
}

/** The weights that were learned from the window; undefined with too few sessions. */
async function learnFrom(all: EvaluationSet, learning: Learning): Promise<SecondStageWeights | undefined> {
  const { data, clock, layout, candidates, recipe, seed, of, onProgress, signal } = learning;
  const fresh = of === 'fresh';
  const withUnseen = all.sessions.filter(({ targetNew }) => targetNew.length > 0);
  const window = fresh ? { ...all, sessions: drawnSessions(withUnseen, NEW_SESSIONS, seed) } : all;
  const count = window.sessions.length;
  const options = { k: SECOND_STAGE_SEARCH_DEPTH, explore: fresh, ...(signal ? { signal } : {}) };
  const searched: SessionCandidates = await candidates.of(window, options);
  const vectors: SessionVectors | undefined = layout.scores ? await candidates.vectorsOf(window, options) : undefined;
  const sessions = new SecondStageSessions(window, data, clock, layout, vectors);
  const examples = await secondStageExamples(window, sessions, searched, {
    fresh,
    sizes: fresh ? NEW_SIZES : ALL_SIZES,
    negatives: TRAINING_NEGATIVES,
    seed,
    onProgress: (replayed) => onProgress({ of, replayed, sessions: count }),
    ...(signal ? { signal } : {}),
  });
  if (examples.length < FEWEST_SESSIONS) return undefined;
  const used = fresh ? { ...recipe, epochs: Math.min(recipe.epochs, NEW_EPOCHS) } : recipe;
  const report = (progress: ListwiseProgress): void => onProgress({ of, sessions: count, ...progress });
  return trainListwise(examples, sessions.width, used, seed, report, signal);
}
