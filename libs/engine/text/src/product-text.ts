import { createHash } from 'node:crypto';
import type { CatalogItem } from '@stars/contracts';
import type { ProductText } from './port.js';
import { bounded, strangersText as clean } from './strangers-text.js';

/** Most code points, per part and in all. Titles and categories come first: embedders read only a text's beginning. */
const BOUNDS = { title: 300, brand: 100, category: 100, attribute: 200, attributes: 600, description: 1500, all: 2000 };
const MAX_CATEGORIES = 8;

/** Identifying attributes describe nothing and would make every product's text different. */
const IDENTIFIER = /(?:^|_|-)(?:id|ids|sku|gtin|ean|upc|asin|isbn|url|uri|image|images)$|[a-z]Id$/;

/**
 * The text for embedding and tagging a product: title, brand, category, attributes, description; white space collapsed,
 * length bounded. Numbers are left out: they are for filters, and mean little without their unit. Empty if the product
 * has only an id.
 */
export function productText(item: CatalogItem): string {
  const given = clean(item.title, BOUNDS.title);
  // An id is not a title: a shop without titles uses ids.
  const title = given === clean(item.itemId, BOUNDS.title) ? '' : given;
  const said = new Set([title.toLowerCase()]);
  const parts = [title];
  const add = (text: string): void => {
    if (text === '' || said.has(text.toLowerCase())) return;
    said.add(text.toLowerCase());
    parts.push(text);
  };
  add(clean(item.brand, BOUNDS.brand));
  // Fine to broad: the finest is the most specific.
  for (const level of item.category.slice(-MAX_CATEGORIES).reverse()) add(clean(level, BOUNDS.category));
  add(attributeText(item.attributes ?? {}));
  add(clean(item.description, BOUNDS.description));
  return bounded(parts.filter(Boolean).join('. '), BOUNDS.all);
}

/** SHA-256 of a text, hex. */
export function textHash(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}

/** A product's text and its hash. */
export function productTextOf(item: CatalogItem): ProductText {
  const text = productText(item);
  return { text, hash: textHash(text) };
}

function attributeText(attributes: Readonly<Record<string, unknown>>): string {
  const described: string[] = [];
  // Sorted: the order of keys has no meaning, so it must not change the hash.
  for (const name of Object.keys(attributes).sort()) {
    if (IDENTIFIER.test(name)) continue;
    const value = attributeValue(attributes[name]);
    if (value !== '') described.push(clean(`${name.replaceAll(/[_-]/g, ' ')} ${value}`.trim(), BOUNDS.attribute));
  }
  return bounded(described.join(', '), BOUNDS.attributes);
}

function attributeValue(value: unknown): string {
  if (typeof value === 'string') return clean(value, BOUNDS.attribute);
  if (value === true) return 'yes';
  if (Array.isArray(value)) return value.filter((part) => typeof part === 'string').join(' ');
  return '';
}
