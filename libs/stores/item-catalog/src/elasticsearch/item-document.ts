import { hash } from 'node:crypto';
import {
  CatalogItem,
  escapeName,
  type FieldPatches,
  type FilterFields,
  filterFieldsOf,
  ItemFeatures,
  itemTerms,
  tenantOf,
} from '@stars/contracts';
import { forEachFacetValue } from '../facet-values.js';
import { itemBytes } from '../item-bytes.js';
import { itemWords } from '../item-words.js';
import { keptPatches } from '../known-item.js';
import type { FeatureTimes } from '../port.js';
import type { ChangeRecord } from '../recent-changes.js';
import type { FeaturesDocument, ItemDocument } from './index-definitions.js';
import { numberTerm } from './number-term.js';

/** 192 bits: a whole number of three bytes in four characters, which Elasticsearch stores in three. */
const ID_CHARS = 32;
const DIGEST_CHARS = 22;

/** Of what is made of an item: with another, a rebuild writes items again whose content has not changed. */
const LAYOUT = Buffer.from('facets');

/** The document of an item or its features: ids of items may be longer than ids of documents. */
export function documentId(tenant: string, itemId: string): string {
  return hash('sha256', `${tenant}/${itemId}`, 'base64url').slice(0, ID_CHARS);
}

/** @param patches That are in the item already. */
export function itemDocument(item: CatalogItem, patches: FieldPatches): ItemDocument {
  const fields = filterFieldsOf(item);
  const terms = itemTerms(fields);
  const body = itemBytes(item);
  return {
    tenant: tenantOf(item.tenantId),
    item_id: item.itemId,
    version: item.version,
    deleted: false,
    title: item.title,
    words: itemWords(item),
    brand: item.brand,
    category: item.category,
    ...(item.price === undefined ? {} : { price: item.price }),
    attributes: terms.attributes,
    numbers: terms.numbers.map(({ name, value }) => escapeName(name) + numberTerm(value)),
    sold_in: terms.soldIn,
    facets: facetTerms(fields),
    digest: hash('sha256', Buffer.concat([LAYOUT, body]), 'base64url').slice(0, DIGEST_CHARS),
    body: Buffer.from(body).toString('base64'),
    ...keptIn(patches),
  };
}

/** Of an item that is gone, or not there yet. */
export function emptyDocument(tenant: string, itemId: string, version: number, patches: FieldPatches): ItemDocument {
  return { tenant, item_id: itemId, version, deleted: true, ...keptIn(patches) };
}

/** The document with what changed of its item lately, and since when it is back, to list by. */
export function withChanges(document: ItemDocument, changes: ChangeRecord | undefined): ItemDocument {
  if (changes === undefined) return document;
  const back = Object.entries(changes.backSince).map(([place, since]) => ({ place, since }));
  return { ...document, changes: JSON.stringify(changes), back };
}

function keptIn(patches: FieldPatches): Pick<ItemDocument, 'patches'> {
  const kept = keptPatches(patches);
  return kept === null ? {} : { patches: kept };
}

export function featuresDocument(features: ItemFeatures, times: FeatureTimes | undefined): FeaturesDocument {
  const tenant = tenantOf(features.tenantId);
  const body = features.deleted ? undefined : ItemFeatures.encode({ ...features, tenantId: tenant }).finish();
  return {
    tenant,
    item_id: features.itemId,
    item_version: features.itemVersion,
    ...(times && { times: JSON.stringify(times) }),
    ...(body ? { tags: features.tags, body: Buffer.from(body).toString('base64') } : {}),
  };
}

/** Each field with its value as one term; `readFacetTerm` reads it. */
function facetTerms(fields: FilterFields): string[] {
  const terms: string[] = [];
  forEachFacetValue(fields, (field, value) => terms.push(`${escapeName(field)}=${value}`));
  return terms;
}

export function readFacetTerm(term: string): { field: string; value: string } {
  const end = term.indexOf('=');
  return { field: term.slice(0, end).replace(/%(25|3d|23)/g, decodeURIComponent), value: term.slice(end + 1) };
}

export const itemOf = ({ body }: Pick<ItemDocument, 'body'>): CatalogItem | undefined =>
  body === undefined ? undefined : CatalogItem.decode(bytesOf(body));

export const featuresOf = ({ body }: Pick<FeaturesDocument, 'body'>): ItemFeatures | undefined =>
  body === undefined ? undefined : ItemFeatures.decode(bytesOf(body));

/** Not a Buffer: parts of it come out of the decoder, and a caller expects plain bytes. */
const bytesOf = (base64: string): Uint8Array => new Uint8Array(Buffer.from(base64, 'base64'));
