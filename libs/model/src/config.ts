/** Every number of the model (model.md, sections 1 to 5). Widths of inputs are known once the data is. */
export interface StarsConfig {
  /** Model width d. */
  width: number;
  layers: number;
  heads: number;
  /** Width of the ReLU feed-forward layer. */
  feedForward: number;
  dropout: number;
  /** Dropout of the attention weights: B·heads·L² draws a layer, the dearest of all. */
  attentionDropout: number;
  /** Serving width s of h_gen, h_next and v_j. */
  servingWidth: number;
  /** Items a sequence, L. */
  maxLength: number;
  /** Width E of the (reduced) text embedding e_i and of δ_i. */
  contentWidth: number;
  /** Size V of the tag vocabulary. */
  tagCount: number;
  /** Width A of a_i = f_tag(m_i). */
  tagWidth: number;
  /** Width F of a token's side features: engagement, context, recency. */
  sideWidth: number;
  /** Numeric user features. */
  userNumericCount: number;
  /** Size of each categorical user feature's table; row 0 is "absent". */
  userCategoricalSizes: number[];
  /** Width of each user feature's embedding. */
  userFeatureWidth: number;
  /** Learned items I, those with a row in δ. */
  itemCount: number;
  /** λ of the popularity prior b_j = λ·log p_j in the training logits; 0 is the plain softmax. */
  priorWeight: number;
}

/** Sizes that do not depend on the data. */
export type StarsSize = Pick<
  StarsConfig,
  | 'width'
  | 'layers'
  | 'heads'
  | 'feedForward'
  | 'dropout'
  | 'attentionDropout'
  | 'servingWidth'
  | 'maxLength'
  | 'contentWidth'
  | 'tagWidth'
  | 'userFeatureWidth'
  | 'priorWeight'
>;

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
  base: {
    width: 256,
    layers: 4,
    heads: 4,
    feedForward: 1024,
    dropout: 0.1,
    attentionDropout: 0,
    servingWidth: 128,
    maxLength: 200,
    contentWidth: 256,
    tagWidth: 32,
    userFeatureWidth: 16,
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
    userFeatureWidth: 32,
    priorWeight: 1,
  },
} as const satisfies Record<string, StarsSize>;

export type SizeName = keyof typeof SIZES;

/** Throws a RangeError that names the first number that cannot be. */
export function checkConfig(config: StarsConfig): StarsConfig {
  const positive = ['width', 'layers', 'heads', 'feedForward', 'servingWidth', 'maxLength', 'contentWidth'] as const;
  for (const name of positive) {
    if (!Number.isInteger(config[name]) || config[name] < 1) throw new RangeError(`${name} must be a positive integer`);
  }
  if (config.width % config.heads !== 0) throw new RangeError('width must be a multiple of heads');
  if (!(config.dropout >= 0 && config.dropout < 1)) throw new RangeError('dropout must lie in [0, 1)');
  return config;
}
