import type { JsonObject } from '@stars/contracts';
import { StarsError } from '@stars/errors';
import { z } from 'zod';
import type { AskApi } from '../ask-api.js';
import { checked } from '../checked.js';
import { UcpCurrency } from './ucp-currency.js';
import { type PricedItem, pricedItem, productOf } from './ucp-product.js';
import { LOOKED_UP, SEARCHED } from './ucp-profile.js';
import { lookupRequest, productRequest, searchRequest, type UcpContext, type UcpFilters } from './ucp-requests.js';

export interface UcpAnswer {
  /** Of HTTP. */
  status: number;
  body: object;
}

const MOST_IDS = 100;
const [PAGE, MOST_OF_PAGE, MOST_OF_SEARCH] = [10, 100, 1000];

const answers = z.object({ items: z.array(pricedItem), has_more: z.boolean() });

/** Search and look-up of the Universal Commerce Protocol, 2026-04-08, over the API. An item is a product with one variant. */
export class UcpCatalog {
  readonly #currency: UcpCurrency;

  /** @param currency of all prices, ISO 4217 */
  constructor(currency: string) {
    this.#currency = new UcpCurrency(currency);
  }

  /** Errors: `STARS_INVALID_FIELD`, `STARS_FIELD_REQUIRED`; those of the API. */
  async search(ask: AskApi, body: unknown): Promise<UcpAnswer> {
    const { query = '', context, filters, pagination } = checked(searchRequest, body);
    if (query.trim() === '' && !isFilled(filters)) {
      throw new StarsError('STARS_FIELD_REQUIRED', 'query or filters must say what is searched for', {
        field: 'query',
      });
    }
    const offset = offsetOf(pagination?.cursor);
    const k = Math.min(pagination?.limit ?? PAGE, MOST_OF_PAGE, MOST_OF_SEARCH - offset);
    const intent = context?.intent?.slice(0, MOST_OF_SEARCH) ?? null;
    const request = { query: query.trim(), intent, k, offset, ...this.#filter(filters, context) };
    const { items, has_more } = answers.parse(await ask('SearchItems', request));
    const next = offset + k;
    const hasNext = has_more && next < MOST_OF_SEARCH;
    const cursor = hasNext ? { cursor: Buffer.from(String(next)).toString('base64url') } : {};
    const products = items.map((item) => productOf(item, this.#currency));
    const messages = this.#notes(filters, context);
    return {
      status: 200,
      body: { ucp: SEARCHED, products, pagination: { ...cursor, has_next_page: hasNext }, ...messages },
    };
  }

  /** Errors: as of `search`. */
  async lookup(ask: AskApi, body: unknown): Promise<UcpAnswer> {
    const { ids: given, context, filters } = checked(lookupRequest, body);
    const ids = [...new Set(given)];
    if (ids.length > MOST_IDS) {
      return { status: 400, body: { code: 'request_too_large', content: `at most ${MOST_IDS} ids are allowed` } };
    }
    const items = await this.#named(ask, ids, filters, context);
    const products = items.map((item) => productOf(item, this.#currency, [{ id: item.item_id, match: 'exact' }]));
    const found = new Set(items.map(({ item_id }) => item_id));
    const missing = ids.filter((id) => !found.has(id)).map((id) => ({ type: 'info', code: 'not_found', content: id }));
    return { status: 200, body: { ucp: LOOKED_UP, products, ...this.#notes(filters, context, missing) } };
  }

  /** Errors: as of `search`. */
  async product(ask: AskApi, body: unknown): Promise<UcpAnswer> {
    const { id, context, filters } = checked(productRequest, body);
    const [item] = await this.#named(ask, [id], filters, context);
    if (item) {
      const product = productOf(item, this.#currency);
      return { status: 200, body: { ucp: LOOKED_UP, product, ...this.#notes(filters, context) } };
    }
    const content = `Product not found: ${id}`;
    const messages = [{ type: 'error', code: 'not_found', content, severity: 'unrecoverable' }];
    return { status: 200, body: { ucp: { ...LOOKED_UP, status: 'error' }, messages } };
  }

  async #named(ask: AskApi, ids: string[], filters: UcpFilters, context: UcpContext): Promise<PricedItem[]> {
    return answers.parse(await ask('SearchItems', { item_ids: ids, ...this.#filter(filters, context) })).items;
  }

  /** The filter of a request. A product must have a price here, so others are left out. */
  #filter(filters: UcpFilters, context: UcpContext): JsonObject {
    const { categories, price: asked } = filters ?? {};
    const { min = 0, max } = this.#knows(context) ? (asked ?? {}) : {};
    const most = max === undefined ? null : this.#currency.priceOf(max);
    const range = { range: { field: 'price', min: this.#currency.priceOf(min), max: most } };
    const named = categories?.length ? [{ in: { field: 'category', values: categories } }] : [];
    return { filter: { all: { operands: [range, ...named] } } };
  }

  /** Whether amounts of a request are in the currency of the shop. */
  #knows(context: UcpContext): boolean {
    return context?.currency === undefined || context.currency === this.#currency.code;
  }

  #notes(filters: UcpFilters, context: UcpContext, messages: readonly object[] = []): { messages?: object[] } {
    const content = `prices are in ${this.#currency.code}: the price filter was ignored`;
    const ignored = filters?.price && !this.#knows(context);
    const all = [...messages, ...(ignored ? [{ type: 'info', code: 'price_filter_ignored', content }] : [])];
    return all.length > 0 ? { messages: all } : {};
  }
}

const isFilled = (filters: UcpFilters): boolean =>
  filters?.price?.min !== undefined || filters?.price?.max !== undefined || (filters?.categories ?? []).length > 0;

/** Errors: `STARS_INVALID_FIELD` for a cursor that is of no answer. */
function offsetOf(cursor: string | undefined): number {
  if (cursor === undefined) return 0;
  const text = Buffer.from(cursor, 'base64url').toString();
  if (/^\d{1,3}$/.test(text)) return Number(text);
  const field = 'pagination.cursor';
  throw new StarsError('STARS_INVALID_FIELD', `${field} must be the cursor of an answer`, { field });
}
