import type { TargetKind } from '@stars/features';
import { ALL_PARTS, type ModelParts, SIZES, type SizeName, type StarsSize } from '@stars/model';
import { SECOND_STAGE_DEFAULTS, type SecondStageRecipe } from './second-stage/second-stage-recipe.js';
import { VALIDATION_DEFAULTS, type ValidationRecipe } from './validation-recipe.js';

/** How a model is trained (docs/reference/model-equations.md, Optimiser). */
export interface TrainingRecipe {
  size: StarsSize;
  epochs: number;
  /** Ends a fit after this many steps if `epochs` would end it later; the learning rate's cycle spans these steps. */
  maxSteps?: number;
  /** Sequences of full length in a step; shorter ones come in larger batches. */
  batchSize: number;
  /** Peak of the one-cycle schedule. */
  learningRate: number;
  /** Peak for δ, and the epochs for which δ is frozen. */
  deltaLearningRate: number;
  deltaFrozenEpochs: number;
  /** Share of items whose δ is dropped in a step. */
  deltaDropout: number;
  /** An item with fewer interactions than this, of any kind, has no δ. */
  deltaMinCount: number;
  weightDecay: number;
  /** Number C of sampled candidates. */
  candidates: number;
  subclassShare: number;
  /** Read-only copies of [USER] in a sequence, and the days they look ahead. */
  cuts: number;
  horizonDays: number;
  /** Weight of h_gen's objective. */
  generalWeight: number;
  contextDropout: number;
  /** An item with fewer interactions is not learned, only read as content. */
  minItemCount: number;
  /** The kind of event to predict; absent: the strongest that the log has in number. Other kinds are inputs. */
  target?: TargetKind;
  /** What an event of each kind is worth as evidence where it is not the target. */
  kindWeights: Readonly<Record<TargetKind, number>>;
  /** Whether events at one time keep the order of their arrival; else they are a basket. */
  strictOrder: boolean;
  /** Whether people look around before they take something: then events of every kind are predicted, and sessions are read. */
  browsing: boolean;
  /** The parts that the model has. */
  parts: ModelParts;
  /** Weights of L_neg and L_aux; 0: not computed. */
  negativeWeight: number;
  auxiliaryWeight: number;
  /** Most hard negatives of a position: items shown and not chosen, then items of the same subclass. */
  hardNegatives: number;
  /** Most positions of a basket that predict; 0: all. Few make a full softmax cheap, and each sees the whole basket. */
  positionsPerBasket: number;
  /** Early stopping on the end of the log; absent: every epoch is trained. */
  validation?: ValidationRecipe;
  /** How the second stage is learned on the held-out window; absent, or without a window: its base ranks by the prior. */
  secondStage?: SecondStageRecipe;
}

const COMMON = {
  deltaFrozenEpochs: 1,
  deltaDropout: 0.1,
  deltaMinCount: 5,
  weightDecay: 0.01,
  subclassShare: 0.2,
  horizonDays: 14,
  generalWeight: 0.5,
  contextDropout: 0.1,
  minItemCount: 5,
  strictOrder: false,
  browsing: false,
  kindWeights: { view: 0.2, add_to_cart: 0.5, purchase: 1 },
  parts: ALL_PARTS,
  negativeWeight: 0,
  auxiliaryWeight: 0,
  hardNegatives: 0,
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
    // log p of late is in the logits of training and of serving: the model learns preferences beyond what sells now.
    size: { ...SIZES.small, priorPlace: 'both', priorWeight: -1, priorDays: 14 },
    epochs: 2,
    // Many small steps work better on this data than few large ones.
    batchSize: 8,
    learningRate: 0.002,
    // Many items share one text: their differences must be learned, in a few hundred steps.
    deltaLearningRate: 0.03,
    deltaFrozenEpochs: 0,
    // All items of a shop that has no more: with two positions a basket, a full softmax costs as much as sampled candidates.
    candidates: 30_000,
    positionsPerBasket: 2,
    cuts: 2,
    // No early stop: the window is held out once, for the second stage to learn from. It is long: three times the sessions
    // help the second stage more than the last weeks help the first fit's model.
    validation: { ...VALIDATION_DEFAULTS, share: 0.5, every: 0, patience: 0 },
    secondStage: SECOND_STAGE_DEFAULTS,
  },
  paper: {
    ...COMMON,
    size: SIZES.paper,
    epochs: 50,
    // The paper has no repeat head.
    parts: { ...ALL_PARTS, repeat: false },
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
    secondStage: SECOND_STAGE_DEFAULTS,
  },
};
