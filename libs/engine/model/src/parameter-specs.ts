import { innerWidth, type StarsConfig } from './config.js';
import { createRandom, fillNormal } from './random.js';

/** A parameter's group decides its learning rate and decay (docs/reference/model-equations.md, Optimiser). */
export type ParameterGroup = 'decay' | 'no-decay' | 'delta';

export interface ParameterSpec {
  name: string;
  shape: number[];
  group: ParameterGroup;
  /** Initial standard deviation; 0 for zeros. */
  deviation: number;
  /** Initial constant, if not normal. */
  constant?: number;
}

function layerSpecs(config: StarsConfig, layer: number): ParameterSpec[] {
  const { width: d, feedForward: f, heads, layers } = config;
  const prefix = `layer.${layer}`;
  // In a deeper stack, residual branches start smaller, so that the output's variance does not grow with depth.
  const residual = 1 / Math.sqrt(2 * layers);
  const norm = (name: string): ParameterSpec[] => [
    { name: `${prefix}.${name}.gain`, shape: [d], group: 'no-decay', deviation: 0, constant: 1 },
    { name: `${prefix}.${name}.bias`, shape: [d], group: 'no-decay', deviation: 0 },
  ];
  const dense = (name: string, from: number, to: number, scale = 1): ParameterSpec[] => [
    { name: `${prefix}.${name}.weight`, shape: [from, to], group: 'decay', deviation: scale / Math.sqrt(from) },
    { name: `${prefix}.${name}.bias`, shape: [to], group: 'no-decay', deviation: 0 },
  ];
  return [
    ...norm('attention.norm'),
    ...dense('attention.qkv', d, 3 * d),
    ...dense('attention.out', d, d, residual),
    { name: `${prefix}.attention.time`, shape: [2, heads], group: 'no-decay', deviation: 0 },
    ...norm('feedforward.norm'),
    ...dense('feedforward.in', d, f),
    ...dense('feedforward.out', f, d, residual),
  ];
}

/** Prefix of the parameters that adopt a new signal: they can be trained with all the others frozen. */
export const OFFSET_PREFIX = 'offset.';

/** Parameters of the context offsets (section 6). They start at zero: a signal has no effect before it is learned. */
function offsetSpecs(config: StarsConfig): ParameterSpec[] {
  if (config.offsetBound === 0) return [];
  const shape = [config.width + config.signalWidth, innerWidth(config)];
  return [{ name: `${OFFSET_PREFIX}weight`, shape, group: 'decay', deviation: 0 }];
}

/** The repeat head's weights of ages are stored divided by this: they differ by orders of magnitude, and have as few steps as all others. */
export const AGE_SCALE = 8;

/** Parameters of the repeat head (docs/reference/model-equations.md, Repeat head), of both vectors. */
function repeatSpecs({ repeatAges, contentWidth, tagWidth }: StarsConfig): ParameterSpec[] {
  if (repeatAges === 0) return [];
  return (['next', 'general'] as const).flatMap((head) => [
    // With log p in the scores, all items together have the weight 1, and an item had once begins with e^-4 of it.
    { name: `repeat.${head}.ages`, shape: [repeatAges, 1], group: 'no-decay', deviation: 0, constant: -4 / AGE_SCALE },
    { name: `repeat.${head}.items`, shape: [contentWidth + tagWidth, 1], group: 'no-decay', deviation: 0 },
  ]);
}

/** Every trained tensor of a configuration. */
export function parameterSpecs(config: StarsConfig): ParameterSpec[] {
  const { width: d, contentWidth, tagCount, tagWidth, tagHidden, userFeatureWidth: w, parts } = config;
  const s = innerWidth(config);
  const content = contentWidth + tagWidth;
  const userInput = w * ((config.userNumericCount > 0 ? 1 : 0) + config.userCategoricalSizes.length);
  const table = (name: string, shape: number[], deviation: number): ParameterSpec => ({
    name,
    shape,
    group: 'no-decay',
    deviation,
  });
  const matrix = (name: string, from: number, to: number, scale = 1): ParameterSpec => ({
    name,
    shape: [from, to],
    group: 'decay',
    deviation: scale / Math.sqrt(from),
  });
  const specs: ParameterSpec[] = [];
  if (tagCount > 0 && tagHidden > 0) {
    // An item has a handful of the V tags: scaled by V, they would have hardly any effect.
    specs.push({ ...matrix('tag.hidden.weight', tagCount, tagHidden), deviation: 0.3 });
    specs.push(table('tag.hidden.bias', [tagHidden], 0), matrix('tag.weight', tagHidden, tagWidth, Math.SQRT2));
  } else if (tagCount > 0) specs.push({ ...matrix('tag.weight', tagCount, tagWidth), deviation: 0.3 });
  specs.push(matrix('item.token', content, d), matrix('item.serving', content, s, 1 / Math.sqrt(s)));
  if (config.sideWidth > 0) specs.push(table('side.weight', [config.sideWidth, d], 0.1));
  if (parts.position) specs.push(table('position.weight', [config.maxLength, d], 0.1));
  specs.push(table('user.default', [d], 0.5));
  if (config.userNumericCount > 0) specs.push(matrix('user.numeric', config.userNumericCount, w));
  config.userCategoricalSizes.forEach((size, i) => {
    specs.push(table(`user.categorical.${i}`, [size, w], 0.5));
  });
  if (userInput > 0) specs.push(matrix('user.project', userInput, d));
  for (let layer = 0; layer < config.layers; layer++) specs.push(...layerSpecs(config, layer));
  specs.push(
    { name: 'final.norm.gain', shape: [d], group: 'no-decay', deviation: 0, constant: 1 },
    { name: 'final.norm.bias', shape: [d], group: 'no-decay', deviation: 0 },
    matrix('head.next', d, s),
    matrix('head.general', d, s),
  );
  if (config.auxiliary) specs.push(matrix('head.auxiliary', d, contentWidth));
  specs.push(...offsetSpecs(config), ...repeatSpecs(config));
  specs.push(
    // δ starts at zero: an item starts as its content.
    { name: 'item.delta', shape: [config.itemCount, contentWidth], group: 'delta', deviation: 0 },
  );
  return specs;
}

/** Initial numbers of every parameter, in the order of `parameterSpecs`; the same seed gives the same bits. */
export function initialParameters(config: StarsConfig, seed: number): Map<string, Float32Array> {
  const random = createRandom(seed);
  return new Map(
    parameterSpecs(config).map(({ name, shape, constant, deviation }) => {
      const values = new Float32Array(shape.reduce((product, side) => product * side, 1));
      if (constant !== undefined) values.fill(constant);
      else if (deviation > 0) fillNormal(random, values, deviation);
      return [name, values];
    }),
  );
}
