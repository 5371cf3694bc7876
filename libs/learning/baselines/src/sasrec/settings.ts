/** A size and its regularisation; the model is SASRec (Kang and McAuley 2018) with softmax over the whole catalogue. */
export interface SasRecSettings {
  name: string;
  width: number;
  layers: number;
  heads: number;
  /** Dropout of embeddings, attention weights and residual branches. */
  dropout: number;
  /** Number of latest events that are read. */
  length: number;
  learningRate: number;
  /** Most epochs; training ends earlier if validation stops improving or the budget is spent. */
  epochs: number;
}

/** As long a history as the model of size `small` reads. */
const BASE = { layers: 2, heads: 1, length: 200, learningRate: 2e-3 };

/** In the order of trial: as many as the budget allows. */
export const SASREC_GRID: readonly SasRecSettings[] = [
  { ...BASE, name: 'width 64, dropout 0.3', width: 64, dropout: 0.3, epochs: 60 },
  { ...BASE, name: 'width 128, dropout 0.5', width: 128, heads: 2, dropout: 0.5, epochs: 60 },
  { ...BASE, name: 'width 64, dropout 0.5', width: 64, dropout: 0.5, epochs: 100 },
];
