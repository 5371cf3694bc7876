import { innerWidth, type SequenceBatch, type StarsConfig } from '@stars/model/definition';
import { type ItemContents, type LoadedWeights, type NativeEncoder, nativeEncoder } from './native-encoder.js';
import type { StoredTensor } from './safetensors.js';

/** The forward pass of a model (docs/reference/model-equations.md, Item to Loss): native, without TensorFlow. */
export class ModelEncoder {
  readonly #weights: LoadedWeights;
  /** [I, E] */
  readonly #delta: Float32Array;

  /** @param weights By name, as published. Errors: a RangeError if one does not fit the configuration. */
  constructor(
    private readonly config: StarsConfig,
    weights: ReadonlyMap<string, Pick<StoredTensor, 'values'>>,
    private readonly native: NativeEncoder = nativeEncoder(),
  ) {
    const parameters = Object.fromEntries([...weights].map(([name, { values }]) => [name, values as Float32Array]));
    this.#delta = parameters['item.delta'] ?? new Float32Array(0);
    this.#weights = native.load(sizesOf(config), parameters);
  }

  /**
   * h_gen and h_next of each user, [B, servingWidth]. They do not depend on the other users.
   * @param batch With one cut each. @param tokens [P, d] @param last [B] the token that h_next is read from
   */
  users(batch: SequenceBatch, tokens: Float32Array, last: Int32Array): { general: Float32Array; next: Float32Array } {
    const width = batch.size * this.config.servingWidth;
    const [general, next] = [new Float32Array(width), new Float32Array(width)];
    this.native.users(this.#weights, { ...batch, tokens, last }, general, next);
    return { general, next };
  }

  /** Tokens [P, d] and serving vectors [P, servingWidth]. */
  items(items: Omit<ItemContents, 'delta'>): { tokens: Float32Array; vectors: Float32Array } {
    const { width, servingWidth } = this.config;
    const tokens = new Float32Array(items.count * width);
    const vectors = new Float32Array(items.count * servingWidth);
    this.native.items(this.#weights, { ...items, delta: this.#delta }, tokens, vectors);
    return { tokens, vectors };
  }
}

/** `Sizes` of native/encoder/weights.h, then the rows of each table of users' categories. */
function sizesOf(config: StarsConfig): Int32Array {
  const { parts } = config;
  return Int32Array.of(
    config.width,
    config.layers,
    config.heads,
    config.feedForward,
    innerWidth(config),
    config.servingWidth,
    config.maxLength,
    config.sideWidth,
    config.userNumericCount,
    config.userFeatureWidth,
    config.contentWidth,
    config.tagCount,
    config.tagWidth,
    config.tagHidden,
    ...[parts.text, parts.position, parts.user, parts.recency].map(Number),
    ...config.userCategoricalSizes,
  );
}

/** Inner products [Q, I] of queries [Q, width] with items [I, width]. */
export function innerProducts(queries: Float32Array, items: Float32Array, width: number): Float32Array {
  const products = new Float32Array((queries.length / width) * (items.length / width));
  nativeEncoder().products(queries, items, width, products);
  return products;
}
