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

/** Tags in the vocabulary's spelling, and what was no term of it (bounded, for a report). */
export interface ReadTags {
  tags: string[];
  /** Answers outside the vocabulary, dropped. */
  rejected: string[];
  /** Name of who said it, where that is not the tagger that was asked. */
  tagger?: string;
}

/** Why a text has no tags, and whether asking again later may give some. */
export interface Untagged {
  failure: StarsError;
  retryable?: boolean;
}

/** What the tagger says about one text. */
export type TagResult = ReadTags | Untagged;

/** Reads tags of a controlled vocabulary off product texts (`m_i`). */
export interface Tagger {
  /** Method, model and prompt: equal names and vocabulary versions give equal tags for a local tagger. */
  readonly name: string;
  readonly vocabularyVersion: string;
  /** Products that it reads at a time, where their number matters to it. */
  readonly batchSize?: number;
  /** Name of the embedder by whose vectors it guesses, for one that says nothing but these guesses and what rules find. */
  readonly guessesBy?: string;
  /** One result a product, in order. Errors (try later): as for `embed`, without `STARS_INVALID_FIELD`. */
  tag(products: readonly EmbeddedText[], signal?: AbortSignal): Promise<TagResult[]>;
  close(): Promise<void>;
}

/** The first few items of a list, best first, and who they are for. */
export interface ListToEdit {
  items: readonly { title: string; category: readonly string[] }[];
  /** Titles of what the user had, the latest first. */
  history: readonly string[];
  /** The page or widget that asks; may be empty. */
  surface: string;
}

export interface EditedList {
  /** Every place of the list once, in the new order. */
  order: number[];
  /** One line an item, in the old order; undefined where there is none. */
  reasons: (string | undefined)[];
}

/** Puts the first few items of a list in order and says in one line each why they are there. */
export interface ListEditor {
  /** Model and prompt: equal names edit alike. */
  readonly name: string;
  /** Errors: as for `embed`, and `STARS_POISON_MESSAGE` for an answer that is none. */
  edit(list: ListToEdit, signal?: AbortSignal): Promise<EditedList>;
}

export const TEXT_EMBEDDER = Symbol('TextEmbedder');
export const TAGGER = Symbol('Tagger');
