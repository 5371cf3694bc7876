import type { RankerKind, SecondStageWeights } from '@stars/ranking';
import { fitBaseScore } from './base-score.js';
import { compareWithSimple, type SimpleComparison, simpleWeights } from './gate-against-simple.js';
import { foldsOf, learnFrom, noNetwork, type RankerLearning, scoreUnseen, type UnseenScores } from './out-of-fold.js';
import { scaleFeatures } from './scale-features.js';
import { countSessions, type UserExample } from './second-stage-examples.js';
import { trustIn } from './trust-in-network.js';

/** Fewer sessions than this teach a network of thousands of weights nothing: the base alone ranks. */
export const FEWEST_SESSIONS = 200;
/** From so many sessions on the network is trusted: a smaller part of them need not say so. Of so many moments, a tenth is enough to compare. */
const ENOUGH = 3_000;
const FOLDS = 4;
/** Of many sessions, this part, at most so many, is kept apart to compare the ranker with simple rankings. */
const KEPT_APART = 0.1;
const MOST_KEPT_APART = 1_000;

/** A network that ranks. */
export interface LearnedRanker {
  weights: SecondStageWeights;
  /** How much of what it adds to the base counts: 0 if it was learned from too little. */
  trust: number;
  /** How it compares with simple rankings. If it is behind, the weights are those of the simple one. */
  comparison: SimpleComparison;
}

/**
 * Learns to rank: a base of a few columns, and a network that adds to it. With few sessions, sessions that the network has not seen
 * decide how much of the network counts, down to none. A ranker that is behind a simple ranking on them gives way to it. The features of
 * the examples are scaled in place.
 */
export async function learnRanker(
  examples: readonly UserExample[],
  asked: Omit<RankerLearning, 'deviation'>,
): Promise<LearnedRanker> {
  const { names } = asked;
  const scale = scaleFeatures(examples, names.length);
  const learning = { ...asked, deviation: scale.deviation };
  const found = await (examples.length < ENOUGH ? fromFew(examples, learning) : fromMany(examples, learning));
  const { base, network, trust, unseen } = found;
  const comparison = compareWithSimple(unseen, learning, trust);
  if (comparison.gaveWayTo) {
    const simple = simpleWeights(comparison.gaveWayTo, names, scale.deviation);
    return { weights: weightsOf(scale, simple, network, 0), trust: 0, comparison };
  }
  return { weights: weightsOf(scale, base, network, trust), trust, comparison };
}

interface Found extends Awaited<ReturnType<typeof learnFrom>> {
  trust: number;
  /** Sessions that were scored by what was learned from others. */
  unseen: UnseenScores[];
}

/** Every session is scored once by what was learned from the other folds, then all of them teach. */
async function fromFew(examples: readonly UserExample[], learning: RankerLearning): Promise<Found> {
  const { trust: known } = learning;
  const foldOf = foldsOf(examples, FOLDS, learning.seed);
  const withNetwork = known === undefined ? countSessions(examples) >= FEWEST_SESSIONS && foldOf.size > 1 : known > 0;
  const unseen: UnseenScores[] = [];
  for (let fold = 0; fold < Math.min(FOLDS, foldOf.size) && foldOf.size > 1; fold++) {
    const seen = examples.filter(({ user }) => foldOf.get(user) !== fold);
    const others = examples.filter(({ user }) => foldOf.get(user) === fold);
    unseen.push(...scoreUnseen(others, await learnFrom(seen, learning, withNetwork)));
  }
  const trust = known ?? (withNetwork ? trustIn(unseen) : 0);
  return { ...(await learnFrom(examples, learning, trust > 0)), trust, unseen };
}

/** Most moments teach, and the others are scored. */
async function fromMany(examples: readonly UserExample[], learning: RankerLearning): Promise<Found> {
  const parts = Math.ceil(Math.max(1 / KEPT_APART, examples.length / MOST_KEPT_APART));
  const foldOf = foldsOf(examples, parts, learning.seed);
  const apart = ({ user }: UserExample): boolean => foldOf.size > 1 && foldOf.get(user) === 0;
  const seen = examples.filter((example) => !apart(example));
  const learned = await learnFrom(seen, learning, true);
  const unseen = scoreUnseen(examples.filter(apart), learned);
  return { ...learned, trust: learning.trust ?? (countSessions(examples) < ENOUGH ? trustIn(unseen) : 1), unseen };
}

function weightsOf(
  scale: Pick<SecondStageWeights, 'mean' | 'deviation'>,
  base: Float32Array,
  network: Found['network'],
  trust: number,
): SecondStageWeights {
  return {
    ...scale,
    ...network,
    last: network.last.map((weight) => trust * weight),
    linear: network.linear.map((weight, f) => trust * weight + base[f]!),
  };
}

/** The base with the weights of its prior: what ranks where no session was held out. */
export function rankerOfPrior(names: readonly string[], of: RankerKind): LearnedRanker {
  const scale = { mean: new Float32Array(names.length), deviation: new Float32Array(names.length).fill(1) };
  const base = fitBaseScore([], names, of, scale.deviation);
  return { weights: weightsOf(scale, base, noNetwork(names.length), 0), trust: 0, comparison: { sessions: 0 } };
}
