import type { StarsError } from '@stars/errors';

/** A product's text as data, with its identity. */
export interface ProductText {
  text: string;
  /** SHA-256 of `text`, hex. */
  hash: string;
}

/** A product's text with its vector by one embedder. */
export interface EmbeddedText extends ProductText {
  embedding?: { model: string; vector: Float32Array };
}

/** Turns texts into unit vectors `e_i` (paper section 3, the frozen content of an item). */
export interface TextEmbedder {
  /** Model and digest: equal names give equal vectors. */
  readonly name: string;
  /**
   * One L2-normalised vector for each text, in order.
   * Errors: `STARS_UNAVAILABLE`, `STARS_OVERLOADED`, `STARS_DEADLINE_EXCEEDED` (try later); `STARS_CONFIG_INVALID`;
   * `STARS_INVALID_FIELD` if a text of the call can never be embedded.
   */
  embed(texts: readonly string[], signal?: AbortSignal): Promise<Float32Array[]>;
}

/** Tags in the vocabulary's spelling, and rejected answers (bounded, for a report). */
export interface ReadTags {
  tags: string[];
  /** Answers outside the vocabulary, dropped. */
  rejected: string[];
  /** Name of the tagger of this result, if it is not the called one. */
  tagger?: string;
}

/** Why a text has no tags, and whether asking again later may give some. */
export interface Untagged {
  failure: StarsError;
  retryable?: boolean;
}

/** A tagger's result for one text. */
export type TagResult = ReadTags | Untagged;

/** Finds tags of a controlled vocabulary for product texts (`m_i`). */
export interface Tagger {
  /** Method, model and prompt: equal names and vocabulary versions give equal tags for a local tagger. */
  readonly name: string;
  readonly vocabularyVersion: string;
  /** Most products of a call, if their number matters. */
  readonly batchSize?: number | undefined;
  /** One result for each product, in order. Errors (try later): as for `embed`, without `STARS_INVALID_FIELD`. */
  tag(products: readonly EmbeddedText[], signal?: AbortSignal): Promise<TagResult[]>;
}

/** The first few items of a list, best first, and their user's history. */
export interface ListToEdit {
  items: readonly { title: string; category: readonly string[] }[];
  /** Titles of what the user had, the latest first. */
  history: readonly string[];
  /** The page or widget of the request; may be empty. */
  surface: string;
  /** BCP 47 tag of the language for reasons; empty: that of the titles. */
  language: string;
}

export interface EditedList {
  /** Every index of the list once, in the new order. */
  order: number[];
  /** One line for each item, in the old order; undefined if there is none. */
  reasons: (string | undefined)[];
}

/** Reorders the first few items of a list and gives a one-line reason for each. */
export interface ListEditor {
  /** Model and prompt: equal names give equal edits. */
  readonly name: string;
  /** Errors: as for `embed`, and `STARS_POISON_MESSAGE` for an invalid answer. */
  edit(list: ListToEdit, signal?: AbortSignal): Promise<EditedList>;
}
