import { SIZES, type SizeName, type StarsSize } from '@stars/model';

/** How a model is trained (model.md, section 5). */
export interface TrainingRecipe {
  size: StarsSize;
  epochs: number;
  /** Sequences of full length a step; shorter ones come in larger batches. */
  batchSize: number;
  /** Peak of the one-cycle schedule. */
  learningRate: number;
  /** Peak for δ, and the epochs for which δ is frozen. */
  deltaLearningRate: number;
  deltaFrozenEpochs: number;
  /** Share of items whose δ is dropped in a step. */
  deltaDropout: number;
  /** Fewer positives than this: the item is its content. */
  deltaMinCount: number;
  weightDecay: number;
  /** Size C of the candidate slice. */
  candidates: number;
  subclassShare: number;
  samplingCorrection: boolean;
  /** Read-only copies of [USER] a sequence, and the days they look ahead. */
  cuts: number;
  horizonDays: number;
  /** Weight of h_gen's objective. */
  generalWeight: number;
  contextDropout: number;
  /** Interactions below which an item is not learned, only read as content. */
  minItemCount: number;
}

const COMMON = {
  deltaFrozenEpochs: 1,
  deltaDropout: 0.1,
  deltaMinCount: 5,
  weightDecay: 0.01,
  subclassShare: 0.2,
  samplingCorrection: true,
  horizonDays: 14,
  generalWeight: 0.5,
  contextDropout: 0.1,
  minItemCount: 5,
} as const;

/** Defaults by size. */
export const RECIPES: Record<SizeName, TrainingRecipe> = {
  tiny: {
    ...COMMON,
    size: SIZES.tiny,
    epochs: 30,
    batchSize: 32,
    learningRate: 0.02,
    deltaLearningRate: 0.02,
    candidates: 256,
    cuts: 2,
    minItemCount: 1,
    deltaMinCount: 1,
  },
  small: {
    ...COMMON,
    size: SIZES.small,
    epochs: 2,
    // Many small steps: with this data they are worth more than large ones.
    batchSize: 8,
    learningRate: 0.002,
    deltaLearningRate: 0.002,
    deltaFrozenEpochs: 0,
    candidates: 3000,
    cuts: 2,
  },
  base: {
    ...COMMON,
    size: SIZES.base,
    epochs: 20,
    batchSize: 16,
    learningRate: 0.001,
    deltaLearningRate: 0.0005,
    candidates: 8192,
    cuts: 4,
  },
  paper: {
    ...COMMON,
    size: SIZES.paper,
    epochs: 50,
    batchSize: 8,
    learningRate: 0.0005,
    deltaLearningRate: 0.0001,
    deltaFrozenEpochs: 5,
    candidates: 8192,
    cuts: 4,
  },
};
