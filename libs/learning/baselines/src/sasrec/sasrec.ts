import { parameter } from '@stars/model';
import type { SessionRanker } from '@stars/replay';
import type { BaselineNetwork } from '../networks/baseline-network.js';
import { type NetworkOptions, NetworkRanker } from '../networks/network-ranker.js';
import { encodeSasRec, nextBasketLoss, sasRecSpecs } from './network.js';
import { rankBySasRec } from './rank-by-sasrec.js';
import { sampledBasketLoss } from './sampled-basket-loss.js';
import { countTargets, epochSteps, type SasRecStep } from './sequences.js';
import { ESASREC_GRID, SASREC_GRID, type SasRecSettings } from './settings.js';

export type SasRecOptions = NetworkOptions<SasRecSettings>;

const network = {
  repeatsOnly: false,
  specs: sasRecSpecs,
  countTargets,
  epochSteps: (set, { length }, random) => epochSteps(set, length, random),
  loss: (settings, parameters, { rows, targets, ...batch }, seeds) => {
    const states = encodeSasRec(settings, parameters, batch, seeds);
    const items = parameter(parameters, 'item.weight');
    if (settings.negatives === undefined) return nextBasketLoss(states, items, rows, targets);
    return sampledBasketLoss(states, items, { rows, targets, negatives: settings.negatives, seed: seeds.next() });
  },
  rank: rankBySasRec,
} satisfies Partial<BaselineNetwork<SasRecSettings, SasRecStep>>;

/** SASRec (Kang and McAuley 2018): item embeddings, causal self-attention, cross entropy over the whole catalogue. */
export const sasRec = (options: SasRecOptions): SessionRanker & { dispose(): void } =>
  new NetworkRanker({ ...network, name: 'SASRec', version: 3, grid: SASREC_GRID }, options);

/** eSASRec (Tikhonovich and others 2025): SASRec with LiGR layers and a softmax over sampled items. */
export const eSasRec = (options: SasRecOptions): SessionRanker & { dispose(): void } =>
  new NetworkRanker({ ...network, name: 'eSASRec', version: 1, grid: ESASREC_GRID }, options);
