import type { StarsError } from '@stars/errors';

/** A product's text as data, with its identity. */
export interface ProductText {
  text: string;
  /** SHA-256 of `text`, hex. */
  hash: string;
}

/** A product's text with the vector that one embedder made of it. */
export interface EmbeddedText extends ProductText {
  embedding?: { model: string; vector: Float32Array };
}

/** Turns texts into unit vectors `e_i` (paper section 3, the frozen content of an item). */
export interface TextEmbedder {
  /** Model and digest: equal names give equal vectors. */
  readonly name: string;
  readonly dimensions: number;
  /**
   * One L2-normalised vector a text, in order.
   * Errors: `STARS_UNAVAILABLE`, `STARS_OVERLOADED`, `STARS_DEADLINE_EXCEEDED` (try later); `STARS_CONFIG_INVALID`;
   * `STARS_INVALID_FIELD` where a text of the call can never be embedded.
   */
  embed(texts: readonly string[], signal?: AbortSignal): Promise<Float32Array[]>;
  close(): Promise<void>;
}

/** What the tagger says about one text: its tags, or why there can never be any. */
export type TagResult =
  | { tags: string[] /** Answers outside the vocabulary, dropped. */; rejected: string[] }
  | { failure: StarsError };

/** Reads tags of a controlled vocabulary off product texts (`m_i`). */
export interface Tagger {
  /** Method, model and prompt: equal names and vocabulary versions give equal tags for a local tagger. */
  readonly name: string;
  readonly vocabularyVersion: string;
  /** One result a product, in order. Errors (try later): as for `embed`, without `STARS_INVALID_FIELD`. */
  tag(products: readonly EmbeddedText[], signal?: AbortSignal): Promise<TagResult[]>;
  close(): Promise<void>;
}

export const TEXT_EMBEDDER = Symbol('TextEmbedder');
export const TAGGER = Symbol('Tagger');
