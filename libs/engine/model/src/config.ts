/** Parts that an ablation can leave out. */
export type ModelParts = typeof ALL_PARTS;

export const ALL_PARTS = {
  /** The text embedding e_i; δ_i stays. */
  text: true,
  /** The tags m_i. */
  tags: true,
  /** Time and exogenous state at each interaction, as inputs of its token. */
  context: true,
  /** The [USER] token; without it nothing sees [USER] and users have no features: copies are plain pooling queries. */
  user: true,
  position: true,
  /** The gap to the previous basket and the time bias in attention. */
  recency: true,
  /** The repeat head: items that the user had before have a score of their own. */
  repeat: true,
};

/** Whether the popularity prior is subtracted from the score in training, in serving, or both (docs/reference/model-equations.md, Loss). */
export const PRIOR_PLACES = ['train', 'serve', 'both', 'none'] as const;
export type PriorPlace = (typeof PRIOR_PLACES)[number];

/** Sizes that do not depend on the data (docs/reference/model-equations.md, Item to 6). */
export interface StarsSize {
  /** Model width d. */
  width: number;
  layers: number;
  heads: number;
  /** Width of the ReLU feed-forward layer. */
  feedForward: number;
  dropout: number;
  /** Dropout of the attention weights: B·heads·L² draws in each layer, the most expensive dropout. */
  attentionDropout: number;
  /** Dimensions of stored vectors: s of h_gen, h_next and v_j, and one of a prior that serves. */
  servingWidth: number;
  /** Most items of a sequence, L. */
  maxLength: number;
  /** Width E of the (reduced) text embedding e_i and of δ_i. */
  contentWidth: number;
  /** Width A of a_i = f_tag(m_i). */
  tagWidth: number;
  /** Width of each user feature's embedding. */
  userFeatureWidth: number;
  /** λ of the popularity prior b_j = λ·log p_j; 0 is the plain softmax, below 0 the prior is added. */
  priorWeight: number;
  priorPlace?: PriorPlace;
  /** Days in which the weight of an event in p_j falls to 1/e, as of the day of each request; 0: p_j counts the whole log alike. */
  priorDays?: number;
  /** Hidden width of f_tag; 0 is a linear f_tag. */
  tagHidden?: number;
  /** ρ of ‖Δ‖ ≤ ρ‖h‖ (section 6); 0: no context offsets. */
  offsetBound?: number;
}

/** Every number of the model. Widths of inputs depend on the data. */
export interface StarsConfig extends Required<StarsSize> {
  /** Size V of the tag vocabulary. */
  tagCount: number;
  /** Width F of a token's side features: engagement, context, recency. */
  sideWidth: number;
  /** Numeric user features. */
  userNumericCount: number;
  /** Size of each categorical user feature's table; row 0 is "absent". */
  userCategoricalSizes: number[];
  /** Learned items I, those with a row in δ. */
  itemCount: number;
  parts: ModelParts;
  /** Whether there is a head for L_aux. */
  auxiliary: boolean;
  /** The columns of a side row for time. */
  offsetTime: { column: number; width: number };
  /** Numbers Z of the exogenous state z, the columns of a side row after time. */
  signalWidth: number;
  /** Number K of ages at which the repeat head has a weight; 0: there is no repeat head. */
  repeatAges: number;
}

/** Defaults of optional fields: the model without that part. */
export const CONFIG_DEFAULTS = {
  priorPlace: 'train',
  priorDays: 0,
  tagHidden: 0,
  parts: ALL_PARTS,
  auxiliary: false,
  offsetBound: 0,
  offsetTime: { column: 0, width: 0 },
  signalWidth: 0,
  repeatAges: 0,
} satisfies Partial<StarsConfig>;

type Defaulted = keyof typeof CONFIG_DEFAULTS;
export type ConfigInput = Omit<StarsConfig, Defaulted> & Partial<StarsConfig>;

/** `tiny` is for tests, `small` trains in minutes on two cores, `paper` is the paper's. */
export const SIZES = {
  tiny: {
    width: 16,
    layers: 2,
    heads: 2,
    feedForward: 32,
    dropout: 0,
    attentionDropout: 0,
    servingWidth: 16,
    maxLength: 32,
    contentWidth: 16,
    tagWidth: 8,
    userFeatureWidth: 4,
    priorWeight: 0,
  },
  small: {
    width: 64,
    layers: 2,
    heads: 2,
    feedForward: 256,
    dropout: 0.1,
    attentionDropout: 0,
    servingWidth: 64,
    maxLength: 200,
    contentWidth: 64,
    tagWidth: 16,
    userFeatureWidth: 8,
    priorWeight: 0,
  },
  paper: {
    width: 768,
    layers: 4,
    heads: 8,
    feedForward: 3072,
    dropout: 0.1,
    attentionDropout: 0.1,
    servingWidth: 128,
    maxLength: 200,
    contentWidth: 3072,
    tagWidth: 64,
    tagHidden: 256,
    userFeatureWidth: 32,
    priorWeight: 1,
    priorPlace: 'train',
  },
} as const satisfies Record<string, StarsSize>;

export type SizeName = keyof typeof SIZES;

/** Whether the prior is subtracted in training. */
export const priorTrains = ({ priorPlace }: Pick<StarsConfig, 'priorPlace'>): boolean =>
  priorPlace === 'train' || priorPlace === 'both';

/** Whether stored vectors carry the prior. */
export const priorServes = ({ priorPlace }: Pick<StarsConfig, 'priorPlace'>): boolean =>
  priorPlace === 'serve' || priorPlace === 'both';

/** Width s of the heads and the item projection: that of stored vectors without the dimension of a prior that serves. */
export const innerWidth = (config: Pick<StarsConfig, 'servingWidth' | 'priorPlace'>): number =>
  config.servingWidth - (priorServes(config) ? 1 : 0);
