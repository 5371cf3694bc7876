import { hasText, type LocalClock, shuffle, type TrainingData } from '@stars/features';
import { SecondStageNetwork, type StarsModel } from '@stars/inference';
import { createRandom } from '@stars/model';
import type { ColdStartWeights, FeatureLayout, SecondStageWeights } from '@stars/ranking';
import {
  coldSet,
  coldStartOf,
  describedSessions,
  drawColdItems,
  type EvaluationSet,
  modelForEvaluation,
  StarsCandidates,
} from '@stars/replay';
import { fitAddedWeights, MOST_ADDED, type ScoredGroup } from '../fit-added-weights.js';
import { coldStartGroups } from './cold-start-groups.js';

/** Share of the catalogue's texts that are replayed as if they came after the training. */
const SHARE = 0.1;
/** Most sessions that are replayed: with a few hundred, the weights depended on which were drawn. */
const SESSIONS = 2000;
/** With fewer texts than this nothing is learned. */
const FEWEST_TEXTS = 20;

export interface ColdStartLearning {
  data: TrainingData;
  clock: LocalClock;
  layout: FeatureLayout;
  model: StarsModel;
  seed: number;
  signal?: AbortSignal | undefined;
}

/**
 * Learns the weights of cold-start items. Some learned items are replayed as if they had come after the training: their vectors
 * come from content, their statistics are borrowed, and nobody had them. The networks stay as they are. Undefined if there is too
 * little to learn from.
 */
export async function learnColdStart(
  window: EvaluationSet,
  learned: { all: SecondStageWeights; fresh: SecondStageWeights },
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
    const coldStart = coldStartOf(view, adapted, data.items, played);
    if (!coldStart) return undefined;
    const candidates = new StarsCandidates(adapted);
    const learn = (of: 'all' | 'fresh', weights: SecondStageWeights) =>
      weightsFrom(played, of === 'fresh', weights, candidates, coldStart, learning);
    const all = await learn('all', learned.all);
    return { all, fresh: await learn('fresh', learned.fresh) };
  } finally {
    adapted.dispose();
  }
}

async function weightsFrom(
  played: EvaluationSet,
  fresh: boolean,
  weights: SecondStageWeights,
  candidates: StarsCandidates,
  coldStart: NonNullable<ReturnType<typeof coldStartOf>>,
  { data, clock, layout, signal }: ColdStartLearning,
): Promise<ColdStartWeights> {
  const options = { explore: fresh, ...(signal ? { signal } : {}) };
  const sessions = await describedSessions({ layout }, data, clock, candidates, played, options, coldStart);
  const scorer = new SecondStageNetwork(weights);
  const examples: ScoredGroup[][] = [];
  for (const n of sessions.order) {
    signal?.throwIfAborted();
    const { target, targetNew } = played.sessions[n]!;
    const purchased = new Set(fresh ? targetNew : target);
    const described = sessions.of(n);
    const groups = coldStartGroups(described, scorer.score(described.features, described.candidates.length), purchased);
    if (groups.some(({ targets }) => targets > 0)) examples.push(groups);
  }
  const [bias, live] = fitAddedWeights(examples, 2, -MOST_ADDED);
  return { bias: bias!, live: live! };
}
