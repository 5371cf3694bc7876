import type { EventMeaning } from '../event-meaning.js';
import type { RowKindName } from '../row-kind.js';
import { GA4 } from './ga4.js';
import { GENERAL } from './general.js';
import { MAGENTO } from './magento.js';
import { SEGMENT } from './segment.js';
import { SHOPIFY } from './shopify.js';
import type { SourceSynonyms } from './source-synonyms.js';
import { WOOCOMMERCE } from './woocommerce.js';

/** In the order in which their names are tried. */
const SOURCES: readonly SourceSynonyms[] = [GENERAL, GA4, SEGMENT, SHOPIFY, MAGENTO, WOOCOMMERCE];

/** A name without case, punctuation and the type suffix of some public data sets (`user_id:token`). */
export const plainName = (name: string): string =>
  name
    .replace(/:(token|float|token_seq|float_seq)$/, '')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, '');

/** Usual names of a column, the likeliest first. Compared by `plainName`. */
export function synonymsOf(kind: RowKindName, column: string): readonly string[] {
  return [plainName(column), ...SOURCES.flatMap(({ columns }) => columns[kind]?.[column] ?? [])];
}

const MEANINGS: ReadonlyMap<string, EventMeaning> = new Map(
  SOURCES.flatMap(({ types = {} }) =>
    Object.entries(types).flatMap(([meaning, names]) => names.map((name) => [name, meaning as EventMeaning] as const)),
  ),
);

/** What the name of an event means; undefined if no source that we know uses it. */
export const meaningOfType = (name: string): EventMeaning | undefined => MEANINGS.get(plainName(name));
