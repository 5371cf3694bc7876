// A training batch of a given shape, made up from a seed: the same for both sides of the comparison.
import { ALL_PARTS, checkConfig, createRandom, fillNormal, SIZES } from '@stars/model';

const CATALOGUE = 25_000;
/** Hard negatives of a position, besides the candidates that all positions share. */
const HARD = 8;

/**
 * `small` is that of the table in bench/README.md; `paper` is the paper's size at batch 8. `tiny` takes seconds: it shows that both
 * sides work.
 */
export const SHAPES = {
  tiny: { size: 'tiny', length: 32, batch: 8, candidates: 64 },
  small: { size: 'small', length: 50, batch: 128, candidates: 128 },
  paper: { size: 'paper', length: 200, batch: 8, candidates: 8192 },
};

/**
 * `stars` is the whole model: baskets, time bias, tags, context, users, both heads, dropout. `plain` is the causal
 * transformer within it: one item a basket, only the item as input, only h_next, no dropout. `hard` is `plain` with hard
 * negatives for each position.
 */
export function trainingCase(shapeName, variant) {
  const shape = SHAPES[shapeName];
  const plain = variant !== 'stars';
  const random = createRandom(3);
  const below = (limit) => Math.floor(random() * limit);
  const config = checkConfig({
    ...SIZES[shape.size],
    maxLength: shape.length,
    tagCount: plain ? 0 : 150,
    sideWidth: plain ? 0 : 90,
    userNumericCount: 0,
    userCategoricalSizes: plain ? [] : [7, 5],
    itemCount: CATALOGUE,
    attentionDropout: 0,
    ...(plain ? { dropout: 0, tagHidden: 0, parts: { ...ALL_PARTS, recency: false } } : {}),
  });
  const { batch: size, length, candidates } = shape;
  const basketSize = plain ? 1 : 4;
  const cuts = plain ? 1 : 2;
  const tokens = size * length;
  const pool = candidates + Math.min(tokens, CATALOGUE - candidates);
  const multiHot = (rows, width, share) =>
    Float32Array.from({ length: rows * width }, () => (random() < share ? 1 : 0));
  const targets = (rows, each) => ({
    rows,
    pairs: Int32Array.from({ length: rows * each * 2 }, (_, i) =>
      i % 2 ? ((i >> 1) + below(candidates / each) * each) % candidates : Math.floor(i / 2 / each),
    ),
    weights: new Float32Array(rows * each).fill(1 / each),
  });
  const batch = {
    sequences: {
      size,
      length,
      cuts,
      // Squared, so that some items are frequent, as in real data.
      item: Int32Array.from({ length: tokens }, () => Math.floor(pool * random() ** 2)),
      side: plain ? new Float32Array(0) : multiHot(tokens, config.sideWidth, 0.1),
      hours: Float32Array.from({ length: tokens }, (_, i) => Math.floor((i % length) / basketSize) * 50),
      basket: Int32Array.from({ length: tokens }, (_, i) => Math.floor((i % length) / basketSize)),
      cutBasket: Int32Array.from({ length: size * cuts }, () => 1 + below(length / basketSize - 1)),
      cutHours: new Float32Array(size * cuts).fill(50 * 5),
      userNumeric: new Float32Array(0),
      userCategorical: Int32Array.from({ length: plain ? 0 : size * 2 }, () => below(5)),
      userKnown: new Float32Array(size).fill(plain ? 0 : 1),
    },
    items: {
      count: pool,
      embedding: fillNormal(random, new Float32Array(pool * config.contentWidth), 1),
      tags: multiHot(pool, config.tagCount, 0.05),
      deltaRow: Int32Array.from({ length: pool }, (_, i) => (i * 7) % CATALOGUE),
    },
    candidates,
    offset: fillNormal(random, new Float32Array(candidates), 0.5),
    nextRows: Int32Array.from({ length: tokens }, (_, i) => i),
    nextTargets: targets(tokens, plain ? 1 : basketSize),
    generalRows: Int32Array.from({ length: plain ? 0 : size * cuts }, (_, i) => i),
    generalTargets: plain ? targets(0, 1) : targets(size * cuts, 8),
  };
  if (variant === 'hard') {
    const rows = Int32Array.from({ length: tokens * HARD }, () => candidates + below(pool - candidates));
    batch.hard = { width: HARD, rows, prior: new Float32Array(rows.length) };
  }
  return { config, batch, objective: { generalWeight: 0.5, deltaDropout: plain ? 0 : 0.1 }, learningRate: 1e-4 };
}
