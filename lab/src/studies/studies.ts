import type { PriorPlace } from '@stars/model';
import type { RecipeChanges } from '@stars/training';
import { PART_VARIANTS } from '../ablation/part-variants.js';

export interface StudyVariant {
  name: string;
  recipe: RecipeChanges;
}

export interface Study {
  /** What it asks. */
  about: string;
  /** The others are compared with the first one. */
  variants: readonly StudyVariant[];
}

const variant = (name: string, recipe: RecipeChanges): StudyVariant => ({ name, recipe });

const passes = (epochs: number): StudyVariant => variant(epochs === 1 ? '1 pass' : `${epochs} passes`, { epochs });

const prior = (name: string, priorPlace: PriorPlace, priorWeight: number): StudyVariant =>
  variant(name, { size: { priorPlace, priorWeight } });

/** Days in which the weight of an event in p falls to 1/e; 0: the whole log counts alike. */
const priorOf = (priorDays: number): StudyVariant =>
  variant(priorDays === 0 ? 'p of the whole log' : `p of ${priorDays} days`, { size: { priorDays } });

/** As many as the paper's size has. */
const SAMPLED = { candidates: 8192, positionsPerBasket: 0 } as const;

/** The recipe of the size as it stands. */
const DEFAULT = variant('default', {});

/** Every study by its name. */
export const STUDIES = {
  passes: { about: 'how many passes over the data', variants: [1, 2, 4, 8].map(passes) },
  size: {
    about: 'how wide and how deep',
    variants: [
      DEFAULT,
      variant('half the width', { size: { width: 32, feedForward: 128 } }),
      variant('twice the width', { size: { width: 128, feedForward: 512 } }),
      variant('one more layer', { size: { layers: 3 } }),
      variant('twice the serving width', { size: { servingWidth: 128 } }),
    ],
  },
  ablations: {
    about: 'what each part of the model is worth (Table 3 of the paper, at full training)',
    variants: PART_VARIANTS.map(({ name, without }) =>
      variant(name, without.length === 0 ? {} : { parts: Object.fromEntries(without.map((part) => [part, false])) }),
    ),
  },
  prior: {
    about: 'where log p stands, with which sign, and of how many days',
    variants: [
      DEFAULT,
      prior('no prior', 'none', 0),
      prior('added in training', 'train', -1),
      prior('added in serving', 'serve', -1),
      prior('added in both', 'both', -1),
      prior('subtracted in training, as in the paper', 'train', 1),
      prior('subtracted in serving', 'serve', 1),
      prior('subtracted in both', 'both', 1),
      ...[0, 7, 14, 28, 91].map(priorOf),
    ],
  },
  objectives: {
    about: 'what each objective and option of a recipe is worth',
    variants: [
      DEFAULT,
      variant('no objective of h_gen', { generalWeight: 0 }),
      variant('L_neg', { negativeWeight: 0.1 }),
      variant('L_aux', { auxiliaryWeight: 0.1 }),
      variant('tags by an MLP', { size: { tagHidden: 64 } }),
      variant('no context offsets', { size: { offsetBound: 0 } }),
      variant('sampled candidates', SAMPLED),
      // Hard negatives are drawn only where candidates are sampled.
      variant('sampled candidates, 8 hard negatives', { ...SAMPLED, hardNegatives: 8 }),
      variant('every position predicts', { positionsPerBasket: 0 }),
    ],
  },
} as const satisfies Record<string, Study>;

export type StudyName = keyof typeof STUDIES;
export const STUDY_NAMES = Object.keys(STUDIES) as StudyName[];
