import { hash } from 'node:crypto';
import type { FilterFields } from './filter-field.js';

/** What an inverted index keeps of an item, in addition to id, brand, category and price. */
export interface ItemTerms {
  /** `NAME=TEXT` of each scalar and each element of a list, see `attributeTerm`. */
  attributes: string[];
  /** Attributes that are a number, for ranges. */
  numbers: { name: string; value: number }[];
  /** `everywhere`, or the regions where the item is in stock, see `regionTerm`. */
  soldIn: string[];
}

/** The term of an item without regions, which is sold everywhere. */
export const SOLD_EVERYWHERE = 'everywhere';

/** A term with more bytes is replaced by a digest: engines limit the length of terms. */
const TERM_BYTES = 512;

/** One value of an attribute as one term. Different names or texts give different terms, whatever they contain. */
export function attributeTerm(name: string, text: string): string {
  const escaped = escapeName(name);
  const term = `${escaped}=${text}`;
  return Buffer.byteLength(term) <= TERM_BYTES ? term : `${escaped}#${hash('sha256', text, 'base64url')}`;
}

/** An attribute's name with `=`, `#` and `%` escaped, so that the first of them ends it. */
export function escapeName(name: string): string {
  return name.replace(/[%=#]/g, (char) => `%${char.charCodeAt(0).toString(16)}`);
}

/** The term of a region where an item is in stock. Never `SOLD_EVERYWHERE`, whatever the name of the region is. */
export function regionTerm(region: string): string {
  return `in ${region}`;
}

export function itemTerms(fields: FilterFields): ItemTerms {
  const terms: ItemTerms = { attributes: [], numbers: [], soldIn: soldInTerms(fields.regions) };
  for (const [name, value] of Object.entries(fields.attributes)) {
    for (const element of Array.isArray(value) ? value : [value]) {
      if (isScalar(element)) terms.attributes.push(attributeTerm(name, String(element)));
    }
    if (typeof value === 'number') terms.numbers.push({ name, value });
  }
  return terms;
}

function soldInTerms(regions: Readonly<Record<string, boolean>>): string[] {
  const named = Object.entries(regions);
  if (named.length === 0) return [SOLD_EVERYWHERE];
  return named.filter(([, inStock]) => inStock).map(([region]) => regionTerm(region));
}

/** What a filter compares as text. */
export const isScalar = (value: unknown): value is string | number | boolean =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
