import type { ItemFeatures } from '@stars/contracts';
import { type ContentReduction, reduceInto } from './content-reduction.js';
import { NO_TEXT } from './no-text.js';

/** Whether the item has a text, and so an embedding. */
export const hasText = ({ embeddingModel }: ItemFeatures): boolean => embeddingModel !== NO_TEXT;

/** The vector of an ItemFeatures message. */
export function embeddingOf(features: ItemFeatures): Float32Array {
  const bytes = features.embedding;
  // The message's bytes may start anywhere in a shared buffer; float32 views must start at a multiple of four.
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
}

/** Writes e_i [E] of an item at `base`; an item without text gets zeros, the mean of all content. */
export function contentInto(
  reduction: ContentReduction,
  features: ItemFeatures,
  out: Float32Array,
  base: number,
): void {
  if (hasText(features)) reduceInto(reduction, embeddingOf(features), out, base);
  else out.fill(0, base, base + reduction.width);
}

/** The reduction of a catalogue without any text: e_i is zero, and δ_i has the requested width. */
export const withoutContent = (width: number): ContentReduction => ({
  inputWidth: 1,
  width,
  mean: new Float32Array(1),
  projection: new Float32Array(width),
  scale: 1,
});
