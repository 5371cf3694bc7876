import type { NetworkSettings } from '../networks/baseline-network.js';

/** A size and its regularisation, and what tells eSASRec from SASRec. */
export interface SasRecSettings extends NetworkSettings {
  width: number;
  layers: number;
  heads: number;
  /** Dropout of embeddings, attention weights and residual branches. */
  dropout: number;
  /** Number of latest events that are read. */
  length: number;
  /** LiGR layers: gated residual branches, and SwiGLU in place of ReLU. */
  ligr?: true;
  /** Items that are sampled for the softmax of each basket; absent: the softmax is over the whole catalogue. */
  negatives?: number;
}

/** As long a history as the model of size `small` reads. */
const BASE = { layers: 2, heads: 1, length: 200, learningRate: 2e-3 };

/** In the order of trial: as many as the budget allows. */
export const SASREC_GRID: readonly SasRecSettings[] = [
  { ...BASE, name: 'width 64, dropout 0.3', width: 64, dropout: 0.3, epochs: 60 },
  { ...BASE, name: 'width 128, dropout 0.5', width: 128, heads: 2, dropout: 0.5, epochs: 60 },
  { ...BASE, name: 'width 64, dropout 0.5', width: 64, dropout: 0.5, epochs: 100 },
];

const ENHANCED = { ...BASE, ligr: true, negatives: 256 } as const;

/** As SASRec's, with what eSASRec changes. */
export const ESASREC_GRID: readonly SasRecSettings[] = [
  { ...ENHANCED, name: 'width 64, dropout 0.3', width: 64, dropout: 0.3, epochs: 60 },
  { ...ENHANCED, name: 'width 128, dropout 0.5', width: 128, heads: 2, dropout: 0.5, epochs: 60 },
];
