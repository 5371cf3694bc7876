import { dayToDate, LocalClock, type TrainingData } from '@stars/features';
import { StarsModel } from '@stars/inference';
import { createRandom, shuffle } from '@stars/model';
import { ALL_SIZES, type JointLayout, type JointScoring, NEW_SIZES, type NewcomerWeights } from '@stars/ranking';
import {
  type EvaluationSession,
  type EvaluationSet,
  JOINT_SEARCH_DEPTH,
  JointSessions,
  jointLevelCount,
  modelForEvaluation,
  type SessionCandidates,
  type SessionVectors,
  StarsCandidates,
  shareTexts,
  splitByTime,
} from '@stars/replay';
import type { FirstFit } from '../training-stages.js';
import { jointExamples } from './joint-examples.js';
import { type JointRecipe, NEW_EPOCHS, NEW_SESSIONS, TRAINING_NEGATIVES } from './joint-recipe.js';
import { lastRegion } from './last-region.js';
import { learnNewcomers } from './learn-newcomers.js';
import { learnScoring } from './learn-scoring.js';
import type { ListwiseProgress } from './listwise-network.js';

/** What was learned of how candidates of all lists compare. */
export interface LearnedJoint {
  layout: JointLayout;
  all: JointScoring;
  /** Absent where too few sessions had something new. */
  fresh?: JointScoring;
  /** How much newcomers count in both; absent where too little was known to tell. */
  newcomers?: { all: NewcomerWeights; fresh: NewcomerWeights };
}

export interface JointProgress extends Partial<ListwiseProgress> {
  /** What is learned of at the moment: any candidate, or only new ones. */
  of: 'all' | 'fresh';
  /** Sessions replayed so far. */
  replayed?: number;
  sessions: number;
}

/** Fewer sessions than this teach a network of thousands of weights nothing that lasts. */
const FEWEST_SESSIONS = 200;

/**
 * Learns the joint ranking from the sessions of the held-out window, by the model that has not seen them: its scores are
 * then as good a witness as they will be for the days after the training. Undefined where the window has too few.
 * @param data Its log holds nothing that may not be looked at.
 */
export async function trainJoint(
  data: TrainingData,
  first: FirstFit,
  timeZone: string,
  recipe: JointRecipe & { minItemCount: number },
  seed: number,
  onProgress: (progress: JointProgress) => void,
  signal?: AbortSignal,
): Promise<LearnedJoint | undefined> {
  const clock = new LocalClock(timeZone);
  const { log } = data;
  // A window may begin amid a day: its first whole one is the next.
  const from = clock.day(first.validationFrom) + 1;
  const set = splitByTime(log, clock, { from: dayToDate(from), minInteractions: recipe.minItemCount });
  const known = set.sessions.filter(({ histLen }) => histLen > 0);
  const window = { ...set, sessions: drawn(known, recipe.sessions, seed) };
  if (window.sessions.length < FEWEST_SESSIONS) return undefined;
  const model = await StarsModel.create(first.artifact());
  const adapted = modelForEvaluation(model, data, window);
  try {
    const candidates = new StarsCandidates(adapted);
    const layout: JointLayout = {
      levels: jointLevelCount(window.catalogue, data.items),
      signals: first.plan.spec.itemSignals,
      regions: lastRegion(log) > 0,
      neighbours: recipe.neighbours,
      scores: recipe.scores,
      texts: shareTexts(window.catalogue, data.items),
      novelty: recipe.novelty,
      together: recipe.together,
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
    const newcomers = await learnNewcomers(window, { all, fresh }, learning);
    return { layout, all, ...(fresh ? { fresh } : {}), ...(newcomers ? { newcomers } : {}) };
  } finally {
    adapted.dispose();
    model.dispose();
  }
}

interface Learning {
  data: TrainingData;
  clock: LocalClock;
  layout: JointLayout;
  candidates: StarsCandidates;
  recipe: JointRecipe;
  seed: number;
  of: 'all' | 'fresh';
  onProgress: (progress: JointProgress) => void;
  signal?: AbortSignal;
}

/** What was learned of the window, by one network or several; undefined of too few sessions. */
async function learnFrom(all: EvaluationSet, learning: Learning): Promise<JointScoring | undefined> {
  const { data, clock, layout, candidates, recipe, seed, of, onProgress, signal } = learning;
  const fresh = of === 'fresh';
  const withNew = all.sessions.filter(({ targetNew }) => targetNew.length > 0);
  const window = fresh ? { ...all, sessions: drawn(withNew, NEW_SESSIONS, seed) } : all;
  const count = window.sessions.length;
  const options = { k: JOINT_SEARCH_DEPTH, explore: fresh, ...(signal ? { signal } : {}) };
  const searched: SessionCandidates = await candidates.of(window, options);
  const vectors: SessionVectors | undefined = layout.scores ? await candidates.vectorsOf(window, options) : undefined;
  const sessions = new JointSessions(window, data, clock, layout, vectors);
  const examples = await jointExamples(window, sessions, searched, {
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
  return learnScoring(examples, sessions.width, used, seed, report, signal);
}

/** At most `limit` of the sessions, drawn by the seed, in their order. */
function drawn(sessions: EvaluationSession[], limit: number, seed: number): EvaluationSession[] {
  const chosen = new Set(shuffle(createRandom(seed), [...sessions.keys()]).slice(0, limit));
  return sessions.filter((_, n) => chosen.has(n));
}
