import type { NetworkSettings } from '../networks/baseline-network.js';

/** Days that the calendar of an item has. */
export const HORIZON = 364;
/** Days of each window of the convolutions: a week, two, four, a quarter, half a year. */
export const SCALES: readonly number[] = [7, 14, 28, 91, 182];
/** Most items of a user, the latest. */
export const MOST_ITEMS = 1024;

export interface CaseSettings extends NetworkSettings {
  /** Numbers of an item's embedding, and of what the convolutions say of its calendar. */
  embedding: number;
  cadence: number;
  /** Numbers of an item's state among the user's other items. */
  width: number;
  heads: number;
  /** Inducing points: what the items of a user exchange goes through so many vectors. */
  points: number;
  dropout: number;
  /** Most rows of items in a step, padding included. */
  rows: number;
}

const BASE = { heads: 4, dropout: 0.1, rows: 2048, learningRate: 2e-3, epochs: 60 };

/** In the order of trial: as many as the budget allows. The published network has 128, 128, 256 and 32 points. */
export const CASE_GRID: readonly CaseSettings[] = [
  { ...BASE, name: 'width 64', embedding: 32, cadence: 64, width: 64, points: 16 },
  { ...BASE, name: 'width 32', embedding: 16, cadence: 32, width: 32, points: 8 },
];
