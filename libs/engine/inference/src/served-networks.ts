import {
  ALL_SIZES,
  type CandidateSizes,
  type ClaimedNetwork,
  type ColdStartWeights,
  NEW_SIZES,
  PLAIN_COLD_START,
  type SecondStageWeights,
  type SimpleRanking,
  secondStageColumns,
} from '@stars/ranking';
import { NetworkExplainer } from './network-explainer.js';
import type { SecondStageArtifact } from './second-stage-artifact.js';
import { SecondStageNetwork } from './second-stage-network.js';

/** How one kind of answer is ranked and explained. */
export interface ServedNetwork extends ClaimedNetwork {
  explainer: NetworkExplainer;
  sizes: CandidateSizes;
  coldStart: ColdStartWeights;
  simple: SimpleRanking | undefined;
}

/** The networks of a second stage: of all candidates, and of unseen items alone. */
export function servedNetworks({ layout, simple, coldStart, ...weights }: SecondStageArtifact): {
  all: ServedNetwork;
  fresh: ServedNetwork;
} {
  const groups = secondStageColumns(layout).map(({ group }) => group);
  const scoring = (of: SecondStageWeights) => ({
    scorer: new SecondStageNetwork(of),
    mean: of.mean,
    explainer: new NetworkExplainer(of, groups),
  });
  const { all, fresh } = coldStart ?? { all: PLAIN_COLD_START, fresh: PLAIN_COLD_START };
  return {
    all: { ...scoring(weights.all), sizes: ALL_SIZES, coldStart: all, simple: simple?.all },
    fresh: { ...scoring(weights.fresh), sizes: NEW_SIZES, coldStart: fresh, simple: simple?.fresh },
  };
}
