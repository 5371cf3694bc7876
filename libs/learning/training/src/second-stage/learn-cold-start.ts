import { hasText } from '@stars/features';
import { SecondStageNetwork } from '@stars/inference';
import type { ColdStartWeights, RankerKind, SecondStageWeights } from '@stars/ranking';
import {
  coldSet,
  coldStartOf,
  type DescribedSessions,
  describedSessions,
  drawColdItems,
  drawnSessions,
  type EvaluationSet,
  modelForEvaluation,
  StarsCandidates,
} from '@stars/replay';
import { fitAddedWeights, MOST_ADDED, type ScoredGroup } from '../fit-added-weights.js';
import { coldStartGroups } from './cold-start-groups.js';
import type { SecondStageWindow, WindowSource } from './second-stage-window.js';

/** Share of the catalogue's texts that are replayed as if they came after the training. */
const SHARE = 0.1;
/** Most sessions that are replayed: with a few hundred, the weights depended on which were drawn. */
const SESSIONS = 2000;
/** With fewer texts than this nothing is learned. */
const FEWEST_TEXTS = 20;

/** Lists because of seeds have the weights of all candidates. */
type LearnedKind = Exclude<RankerKind, 'seeded'>;

/** Weights of cold-start items. */
export type ColdStart = Record<LearnedKind, ColdStartWeights>;

/**
 * Learns the weights of cold-start items. Some learned items are replayed as if they had come after the training: their vectors
 * come from content, their statistics are borrowed, and nobody had them. The networks stay as they are. Undefined if there is too
 * little to learn from.
 */
export async function learnColdStart(
  { set, model, clock, layout }: Pick<SecondStageWindow, 'set' | 'model' | 'clock' | 'layout'>,
  learned: Record<LearnedKind, SecondStageWeights>,
  { data, seed, signal }: Pick<WindowSource, 'data' | 'seed' | 'signal'>,
): Promise<ColdStart | undefined> {
  const texts = set.catalogue.map((id) => {
    const features = data.items.get(id);
    return features && hasText(features) ? features.textHash : undefined;
  });
  if (!model.knowsColdStartItems || new Set(texts).size * SHARE < FEWEST_TEXTS) return undefined;
  const { cold } = drawColdItems(texts, SHARE, seed);
  const played = coldSet({ ...set, sessions: drawnSessions(set.sessions, SESSIONS, seed) }, cold, true);
  const view = model.without(new Set(set.catalogue.filter((_, item) => cold[item])));
  const adapted = modelForEvaluation(view, data, played);
  const coldStart = coldStartOf(view, adapted, data.items, played);
  if (!coldStart) return undefined;
  const candidates = new StarsCandidates(adapted);
  const learn = async (of: LearnedKind): Promise<ColdStartWeights> => {
    const options = { explore: of === 'fresh', signal };
    const sessions = await describedSessions({ layout }, data, clock, candidates, played, options, coldStart);
    return weightsFrom(played, sessions, of, learned[of], signal);
  };
  const all = await learn('all');
  return { all, fresh: await learn('fresh') };
}

function weightsFrom(
  played: EvaluationSet,
  sessions: DescribedSessions,
  of: LearnedKind,
  weights: SecondStageWeights,
  signal?: AbortSignal,
): ColdStartWeights {
  const scorer = new SecondStageNetwork(weights);
  const examples: ScoredGroup[][] = [];
  for (const n of sessions.order) {
    signal?.throwIfAborted();
    const { target, targetNew } = played.sessions[n]!;
    const described = sessions.of(n);
    const scores = scorer.score(described.features, described.candidates.length);
    const groups = coldStartGroups(described, scores, new Set(of === 'fresh' ? targetNew : target));
    if (groups.some(({ targets }) => targets > 0)) examples.push(groups);
  }
  const [bias, live] = fitAddedWeights(examples, 2, -MOST_ADDED);
  return { bias: bias!, live: live! };
}
