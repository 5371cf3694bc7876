import type { CaseSettings } from '../settings.js';

/** Learns in seconds. */
export const TINY_CASE: CaseSettings = {
  name: 'tiny',
  embedding: 8,
  cadence: 16,
  width: 16,
  heads: 2,
  points: 4,
  dropout: 0.1,
  rows: 256,
  learningRate: 1e-2,
  epochs: 16,
};
