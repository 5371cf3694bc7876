import {
  ALL_SIZES,
  type CandidateSizes,
  type ClaimedNetwork,
  type ColdStartWeights,
  NEW_SIZES,
  PLAIN_COLD_START,
  type RankerKind,
  type RequestMoment,
  SEEDED_SIZES,
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

export type ServedNetworks = Record<RankerKind, ServedNetwork>;

/** The networks of a second stage, by what they rank. A model that was trained without seeds has none for them: its network of all candidates ranks. */
export function servedNetworks({ layout, simple, coldStart, ...weights }: SecondStageArtifact): ServedNetworks {
  const groups = secondStageColumns(layout).map(({ group }) => group);
  const scoring = (of: SecondStageWeights) => ({
    scorer: new SecondStageNetwork(of),
    mean: of.mean,
    explainer: new NetworkExplainer(of, groups),
  });
  const { all, fresh } = coldStart ?? { all: PLAIN_COLD_START, fresh: PLAIN_COLD_START };
  const ofAll = { ...scoring(weights.all), sizes: ALL_SIZES, coldStart: all, simple: simple?.all };
  const seeded = weights.seeded ? { ...ofAll, ...scoring(weights.seeded), simple: undefined } : ofAll;
  return {
    all: ofAll,
    fresh: { ...scoring(weights.fresh), sizes: NEW_SIZES, coldStart: fresh, simple: simple?.fresh },
    seeded: { ...seeded, sizes: SEEDED_SIZES },
  };
}

/** What ranks one request. @param hasSeeds Whether a seed has a place. */
export function networkOf(
  networks: ServedNetworks,
  { onlyNew }: Pick<RequestMoment, 'onlyNew'>,
  hasSeeds: boolean,
): ServedNetwork {
  if (!hasSeeds) return onlyNew ? networks.fresh : networks.all;
  const { sizes } = networks.seeded;
  return onlyNew ? { ...networks.seeded, sizes: { ...sizes, own: 0 } } : networks.seeded;
}
