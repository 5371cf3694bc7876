import { hasText, type LocalClock, type TrainingData } from '@stars/features';
import { SecondStageScorer, type StarsModel } from '@stars/inference';
import { createRandom, shuffle } from '@stars/model';
import {
  ALL_SIZES,
  type ColdStartWeights,
  type DescribedCandidates,
  type FeatureLayout,
  NEW_SIZES,
  type SecondStageScoring,
} from '@stars/ranking';
import {
  coldSet,
  drawColdItems,
  type EvaluationSet,
  modelForEvaluation,
  newcomersOf,
  SECOND_STAGE_SEARCH_DEPTH,
  SecondStageSessions,
  StarsCandidates,
  searchedItems,
} from '@stars/replay';
import { type ColdStartSession, fitColdStartWeights } from './fit-cold-start-weights.js';

/** Share of the catalogue's texts that are played as if they came after the training. */
const SHARE = 0.1;
/** Sessions that they are played in, at most: two numbers are learned. */
const SESSIONS = 600;
/** Fewer texts than this tell nothing. */
const FEWEST_TEXTS = 20;

export interface ColdStartLearning {
  data: TrainingData;
  clock: LocalClock;
  layout: FeatureLayout;
  model: StarsModel;
  seed: number;
  signal?: AbortSignal;
}

/**
 * How much newcomers count beside what was learned: some of the learned items are played as if they had come after the
 * training, with content for vectors, borrowed statistics and nobody who had them, in sessions that the networks are asked
 * about as they are. Undefined where too little is known to tell.
 */
export async function learnColdStart(
  window: EvaluationSet,
  learned: { all: SecondStageScoring; fresh?: SecondStageScoring | undefined },
  learning: ColdStartLearning,
): Promise<{ all: ColdStartWeights; fresh: ColdStartWeights } | undefined> {
  const { data, model, seed } = learning;
  const texts = window.catalogue.map((id) => {
    const features = data.items.get(id);
    return features && hasText(features) ? features.textHash : undefined;
  });
  if (!model.knowsColdStartItems || new Set(texts).size * SHARE < FEWEST_TEXTS) return undefined;
  const { cold } = drawColdItems(texts, SHARE, seed);
  const chosen = new Set(shuffle(createRandom(seed), [...window.sessions.keys()]).slice(0, SESSIONS));
  const played = coldSet({ ...window, sessions: window.sessions.filter((_, n) => chosen.has(n)) }, cold, true);
  const view = model.without(new Set(window.catalogue.filter((_, item) => cold[item])));
  const adapted = modelForEvaluation(view, data, played);
  try {
    const newcomers = newcomersOf(view, adapted, data.items, played);
    if (!newcomers) return undefined;
    const candidates = new StarsCandidates(adapted);
    const learn = (of: 'all' | 'fresh', scoring: SecondStageScoring) =>
      weightsFrom(played, of === 'fresh', scoring, candidates, newcomers, learning);
    const all = await learn('all', learned.all);
    return { all, fresh: learned.fresh ? await learn('fresh', learned.fresh) : all };
  } finally {
    adapted.dispose();
  }
}

async function weightsFrom(
  played: EvaluationSet,
  fresh: boolean,
  scoring: SecondStageScoring,
  candidates: StarsCandidates,
  newcomers: NonNullable<ReturnType<typeof newcomersOf>>,
  { data, clock, layout, signal }: ColdStartLearning,
): Promise<ColdStartWeights> {
  // Of those that the searches find alone: how much they count is to hold where nothing is promoted, too.
  const sizes = { ...(fresh ? NEW_SIZES : ALL_SIZES), liveColdStartItems: 0 };
  const options = { k: SECOND_STAGE_SEARCH_DEPTH, explore: fresh, ...(signal ? { signal } : {}) };
  const searched = await candidates.of(played, options);
  const amongColdStartItems = await newcomers.candidates.of(played, { ...options, k: sizes.coldStartItems });
  const vectors = layout.scores ? await candidates.vectorsOf(played, options) : undefined;
  const sessions = new SecondStageSessions(played, data, clock, layout, vectors, newcomers.loans);
  const scorer = new SecondStageScorer(scoring, fresh ? 'fresh' : 'all');
  try {
    const seen: ColdStartSession[] = [];
    for (const n of sessions.order) {
      signal?.throwIfAborted();
      const { target, targetNew } = played.sessions[n]!;
      const wanted = new Set(fresh ? targetNew : target);
      const described = sessions.of(n, sizes, searchedItems(searched, n), searchedItems(amongColdStartItems, n));
      const session = sessionOf(described, scorer.score(described.features, described.candidates.length), wanted);
      if (session.targets > 0) seen.push(session);
    }
    return fitColdStartWeights(seen);
  } finally {
    scorer.dispose();
  }
}

function sessionOf(
  { candidates, coldStartLikeness }: DescribedCandidates,
  scores: Float32Array,
  wanted: ReadonlySet<number>,
): ColdStartSession {
  const places = [...coldStartLikeness.keys()].filter((n) => !Number.isNaN(coldStartLikeness[n]!));
  const others = [...coldStartLikeness.keys()].filter((n) => Number.isNaN(coldStartLikeness[n]!));
  const top = others.reduce((most, n) => Math.max(most, scores[n]!), Number.NEGATIVE_INFINITY);
  return {
    logMass: others.length > 0 ? top + Math.log(others.reduce((sum, n) => sum + Math.exp(scores[n]! - top), 0)) : top,
    scores: Float32Array.from(places, (n) => scores[n]!),
    likeness: Float32Array.from(places, (n) => coldStartLikeness[n]!),
    taken: Uint8Array.from(places, (n) => (wanted.has(candidates[n]!) ? 1 : 0)),
    targets: candidates.reduce((sum, item) => sum + (wanted.has(item) ? 1 : 0), 0),
  };
}
