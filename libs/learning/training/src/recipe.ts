import {
  ALL_PARTS,
  type LossKind,
  type ModelParts,
  type ObjectiveOptions,
  SIZES,
  type SizeName,
  type StarsSize,
} from '@stars/model';
import { SECOND_STAGE_DEFAULTS, type SecondStageRecipe } from './second-stage/second-stage-recipe.js';
import { VALIDATION_DEFAULTS, type ValidationRecipe } from './validation-recipe.js';

/** How a model is trained (model.md, section 5). */
export interface TrainingRecipe {
  size: StarsSize;
  epochs: number;
  /** Ends a fit earlier than `epochs` would, with a learning rate's cycle laid out for so many steps. */
  maxSteps?: number;
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
  /** Whether events of one time have an order, that of their arrival; else they are a basket. */
  strictOrder: boolean;
  /** What the model has; one that is off is as if it had never been. */
  parts: ModelParts;
  /** Of L_next and L_gen; with `gbce`, its calibration t. */
  loss: LossKind;
  gbceCalibration: number;
  /** Weights of L_neg, L_aux, L_tax and L_dec; 0: not computed. */
  negativeWeight: number;
  auxiliaryWeight: number;
  taxonomyWeight: number;
  decorrelationWeight: number;
  /** Negatives of each position's own, at most: shown and not taken, then of the same subclass. */
  hardNegatives: number;
  /** A position's targets are the baskets of so many days; 0: the next basket. */
  nextWindowDays: number;
  /** Positions of a basket that predict, at most; 0: all. Few make a full softmax cheap: they all see the whole basket. */
  positionsPerBasket: number;
  /** Early stopping on the end of the log; without it, every epoch is trained. */
  validation?: ValidationRecipe;
  /** How the joint ranking is learned of the held-out window; without it, or without a window, there is none. */
  joint?: SecondStageRecipe;
}

/** What the objective needs of a recipe. */
export const objectiveOf = (recipe: TrainingRecipe): ObjectiveOptions => ({
  generalWeight: recipe.generalWeight,
  deltaDropout: recipe.deltaDropout,
  loss: recipe.loss,
  gbceCalibration: recipe.gbceCalibration,
  negativeWeight: recipe.negativeWeight,
  auxiliaryWeight: recipe.auxiliaryWeight,
  taxonomyWeight: recipe.taxonomyWeight,
  decorrelationWeight: recipe.decorrelationWeight,
});

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
  strictOrder: false,
  parts: ALL_PARTS,
  loss: 'softmax',
  gbceCalibration: 0.75,
  negativeWeight: 0,
  auxiliaryWeight: 0,
  taxonomyWeight: 0,
  decorrelationWeight: 0,
  hardNegatives: 0,
  nextWindowDays: 0,
  positionsPerBasket: 0,
} as const satisfies Partial<TrainingRecipe>;

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
    // log p is in the logits of training and of serving: what is learned is what is wanted beyond popularity.
    size: { ...SIZES.small, priorPlace: 'both', priorWeight: -1 },
    epochs: 2,
    // Many small steps: with this data they are worth more than large ones.
    batchSize: 8,
    learningRate: 0.002,
    // Many items share one text: what tells them apart has to be learned, and in a few hundred steps.
    deltaLearningRate: 0.03,
    deltaFrozenEpochs: 0,
    // All of them where a shop has no more: with two positions a basket a full softmax costs what a slice does.
    candidates: 30_000,
    positionsPerBasket: 2,
    cuts: 2,
    // No early stop: the window is held out once, for the joint ranking to learn from. It is long, for what that learns
    // from three times the sessions is worth more than what a young model learns from the last weeks.
    validation: { ...VALIDATION_DEFAULTS, share: 0.5, every: 0, patience: 0 },
    joint: SECOND_STAGE_DEFAULTS,
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
    validation: VALIDATION_DEFAULTS,
    joint: SECOND_STAGE_DEFAULTS,
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
    negativeWeight: 0.1,
    auxiliaryWeight: 0.1,
    hardNegatives: 8,
    validation: VALIDATION_DEFAULTS,
    joint: SECOND_STAGE_DEFAULTS,
  },
};
