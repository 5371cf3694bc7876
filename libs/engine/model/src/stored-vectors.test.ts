import { describe, expect, it } from 'vitest';
import { innerWidth, type StarsConfig } from './config.js';
import { itemContent, itemServingVectors } from './item-encoder.js';
import { createParameters } from './parameters.js';
import { storedItemVectors, storedUserVectors } from './stored-vectors.js';
import { normal } from './testing/central-differences.js';
import { tinyConfig, tinyItems } from './testing/tiny-model.js';
import { type Tensor, tf } from './tf.js';

function stored(changes: Partial<StarsConfig>) {
  const config = tinyConfig(changes);
  const parameters = new Map(
    [...createParameters(config, 3)].map(([name, x], i) => [name, tf.add(x, normal(x.shape, 50 + i, 0.2)) as Tensor]),
  );
  const content = itemContent(config, parameters, tinyItems(config));
  const h = normal([4, innerWidth(config)], 9);
  const prior = Float32Array.from({ length: config.itemCount }, (_, i) => -i / 3);
  const items = storedItemVectors(config, parameters, content, prior);
  const users = storedUserVectors(config, h);
  const score = (of: Tensor): number[][] =>
    tf.matMul(of as never, items as never, false, true).arraySync() as number[][];
  const plain = tf.matMul(h as never, itemServingVectors(parameters, content) as never, false, true).arraySync();
  return { config, parameters, content, h, prior, items, users, score, plain: plain as unknown as number[][] };
}

describe('stored vectors', () => {
  it.each(['train', 'none'] as const)('are the plain ones if the prior is in %s', (priorPlace) => {
    const { config, items, users, h, score, plain } = stored({ priorPlace, priorWeight: 1 });
    expect(items.shape).toEqual([config.itemCount, config.servingWidth]);
    expect(users).toBe(h);
    expect(score(users)).toEqual(plain);
  });

  it.each(['serve', 'both'] as const)('carry the prior through the search in one more dimension: %s', (priorPlace) => {
    const { config, users, score, plain, prior, items } = stored({ priorPlace, priorWeight: 1, servingWidth: 17 });
    expect(items.shape[1]).toBe(config.servingWidth);
    expect(users.shape[1]).toBe(config.servingWidth);
    score(users).forEach((row, n) => {
      row.forEach((x, j) => {
        expect(x).toBeCloseTo(plain[n]![j]! - prior[j]!, 4);
      });
    });
  });
});
