import { describe, expect, it } from 'vitest';
import { embeddingOf } from './item-content.js';
import { itemFeatures } from './testing/messages.js';

describe('embeddingOf', () => {
  it('reads bytes that begin anywhere', () => {
    const bytes = new Uint8Array(13);
    bytes.set(new Uint8Array(Float32Array.of(1.5, -2, 3).buffer), 1);
    const features = { ...itemFeatures('a', []), embedding: bytes.subarray(1) };
    expect([...embeddingOf(features)]).toEqual([1.5, -2, 3]);
  });
});
