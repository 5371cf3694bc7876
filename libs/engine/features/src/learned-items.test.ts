import { describe, expect, it } from 'vitest';
import { buildLearnedItems, learnedItemIds, tagsInto } from './learned-items.js';
import { NO_TEXT } from './no-text.js';
import { basketLog, itemFeatures } from './testing/messages.js';

const log = basketLog({ u: ['ab', 'a', 'c'], v: ['ad'] });

describe('learnedItemIds', () => {
  it('keeps items with enough interactions and with features, sorted, with their counts', () => {
    const features = new Map(['d', 'b', 'a'].map((id) => [id, itemFeatures(id, [1, 2])]));
    const all = learnedItemIds(log, features, 1);
    expect([all.ids, [...all.counts]]).toEqual([
      ['a', 'b', 'd'],
      [3, 1, 1],
    ]);
    expect(learnedItemIds(log, features, 2).ids).toEqual(['a']);
    expect(learnedItemIds(log, new Map(), 1).ids).toEqual([]);
  });

  it('keeps one embedding model, the most used', () => {
    const features = new Map([
      ['a', itemFeatures('a', [1, 2], { embeddingModel: 'old' })],
      ['b', itemFeatures('b', [1, 2], { embeddingModel: 'new' })],
      ['c', itemFeatures('c', [1, 2, 3], { embeddingModel: 'new' })],
      ['d', itemFeatures('d', [1, 2], { embeddingModel: 'new' })],
      ['unseen', itemFeatures('unseen', [1, 2], { embeddingModel: 'old' })],
    ]);
    expect(learnedItemIds(log, features, 1).ids).toEqual(['b', 'd']);
  });

  it('keeps items without a text with any embedding model, however many', () => {
    const features = new Map([
      ['a', itemFeatures('a', [0], { embeddingModel: NO_TEXT })],
      ['b', itemFeatures('b', [0], { embeddingModel: NO_TEXT })],
      ['c', itemFeatures('c', [1, 2])],
    ]);
    expect(learnedItemIds(log, features, 1).ids).toEqual(['a', 'b', 'c']);
  });
});

describe('buildLearnedItems', () => {
  it('lays out embeddings, tags and subclasses by row', () => {
    const features = new Map([
      ['a', itemFeatures('a', [1, 0], { tags: ['sweet', 'unknown'], category: ['food', 'fruit'] })],
      ['b', itemFeatures('b', [0, 1], { tags: ['fresh', 'sweet'], category: ['food', 'fruit'] })],
      ['c', itemFeatures('c', [1, 1], { category: ['food'] })],
      ['d', itemFeatures('d', [0, 0])],
    ]);
    const items = buildLearnedItems(learnedItemIds(log, features, 1), features, ['fresh', 'sweet'], 2);
    expect(items.ids).toEqual(['a', 'b', 'c', 'd']);
    expect([...items.tags]).toEqual([0, 1, 1, 1, 0, 0, 0, 0]);
    expect([...items.subclass]).toEqual([1, 1, 2, 0]);
    const at = (row: number): Float32Array => items.embedding.subarray(2 * row, 2 * row + 2);
    // Width kept: distances are those of the embeddings, times one scale.
    const far = Math.hypot(at(2)[0]! - at(3)[0]!, at(2)[1]! - at(3)[1]!);
    const near = Math.hypot(at(0)[0]! - at(3)[0]!, at(0)[1]! - at(3)[1]!);
    expect(far / near).toBeCloseTo(Math.SQRT2, 4);
  });

  it('gives an item without a text zeros: the mean of the others', () => {
    const features = new Map([
      ['a', itemFeatures('a', [0], { embeddingModel: NO_TEXT })],
      ['b', itemFeatures('b', [0, 1])],
      ['d', itemFeatures('d', [2, 3])],
    ]);
    const { embedding } = buildLearnedItems(learnedItemIds(log, features, 1), features, [], 2);
    expect([...embedding.subarray(0, 2)]).toEqual([0, 0]);
    expect(embedding[2]! + embedding[4]!).toBeCloseTo(0, 5);
    expect(Math.abs(embedding[2]!)).toBeGreaterThan(0.1);
  });

  it('has content of the requested width if no item has a text: all of it is learned', () => {
    const features = new Map(['a', 'b'].map((id) => [id, itemFeatures(id, [0], { embeddingModel: NO_TEXT })]));
    const items = buildLearnedItems(learnedItemIds(log, features, 1), features, [], 3);
    expect(items.reduction.width).toBe(3);
    expect([...items.embedding]).toEqual([0, 0, 0, 0, 0, 0]);
  });
});

describe('tagsInto', () => {
  it('leaves out unknown tags', () => {
    const out = new Float32Array(4);
    tagsInto(new Map([['x', 1]]), ['x', 'y', 'x'], out, 2);
    expect([...out]).toEqual([0, 0, 0, 1]);
  });
});
