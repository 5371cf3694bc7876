import { StarsError } from '@stars/errors';
import { chunks, mapBounded, type RetryLimits, withRetries } from '@stars/platform';
import type { ElasticsearchRequest, ElasticsearchServer } from './elasticsearch-server.js';
import type { EsQuery } from './filter-query.js';
import { mayPass, toStarsError } from './refusals.js';

/** Index settings keep Elasticsearch from giving more hits in one answer. */
export const HITS_LIMIT = 10_000;
/** Documents of one lookup, and lookups of one call that run at once. */
const DOCUMENTS_A_GET = 1_000;
const CONCURRENT = 4;
/** A read is retried quickly, once or twice, because its caller waits. */
const RETRY = { firstMs: 50, mostMs: 200, withinMs: 300 };
/** Writes wait longer for a refresh: what they wrote is durable, and a failure would repeat the whole batch. */
const REFRESH_RETRY = { firstMs: 100, mostMs: 2_000, withinMs: 10_000 };

export interface SearchRequest {
  query: EsQuery;
  size: number;
  sort?: object[];
  /** Sort values that the hits come after. */
  after?: readonly (string | number)[];
  /** Fields of the source to give; absent: only the item id, from doc values, and no document is opened. */
  source?: readonly string[];
  signal?: AbortSignal | undefined;
}

export interface Hit {
  itemId: string;
  source: Record<string, unknown>;
  sort: (string | number)[];
}

interface SearchAnswer {
  hits?: {
    total?: { value: number };
    hits?: { fields?: { item_id: [string] }; _source?: Record<string, unknown>; sort?: (string | number)[] }[];
  };
}

/** Reads from one alias. Errors: those of `refusalError` and `ElasticsearchServer`. */
export class IndexReader {
  constructor(
    private readonly server: ElasticsearchServer,
    private readonly index: string,
    private readonly timeoutMs: number,
  ) {}

  /** Documents by id as they are now, refreshed or not. */
  async get<T>(ids: Iterable<string>, fields: readonly string[], signal?: AbortSignal): Promise<Map<string, T>> {
    const found = new Map<string, T>();
    await mapBounded(chunks([...new Set(ids)], DOCUMENTS_A_GET), CONCURRENT, async (page) => {
      const { docs } = await this.#ask<{ docs: { found?: boolean; _source?: T; error?: { reason?: string } }[] }>({
        method: 'POST',
        path: `/${this.index}/_mget`,
        query: { _source_includes: fields.join(), filter_path: 'docs.found,docs._source,docs.error' },
        body: { ids: page },
        timeoutMs: this.timeoutMs,
        signal,
      });
      for (const [i, { found: isThere, _source, error }] of docs.entries()) {
        if (error) throw new StarsError('STARS_UNAVAILABLE', `Elasticsearch cannot read a document: ${error.reason}`);
        if (isThere) found.set(page[i]!, _source!);
      }
    });
    return found;
  }

  /** Makes all writes before the call visible to searches. */
  async refresh(): Promise<void> {
    const request: ElasticsearchRequest = {
      method: 'POST',
      path: `/${this.index}/_refresh`,
      timeoutMs: this.timeoutMs,
    };
    await this.#repeated(REFRESH_RETRY, async () => {
      const { _shards } = await this.server.request<{ _shards: { failed: number } }>(request);
      if (_shards.failed > 0) throw new StarsError('STARS_UNAVAILABLE', `a shard of ${this.index} cannot be refreshed`);
    });
  }

  /** Never a partial answer: a missing shard fails the search. */
  async search({ query, size, sort, after, source, signal }: SearchRequest): Promise<Hit[]> {
    const { hits } = await this.#search(
      { filter_path: `hits.hits.fields,hits.hits.sort${source ? ',hits.hits._source' : ''}` },
      {
        query: { constant_score: { filter: query } },
        size,
        track_total_hits: false,
        sort: sort ?? ['_doc'],
        ...(after ? { search_after: after } : {}),
        ...(source ? { _source: source } : { stored_fields: '_none_' }),
        docvalue_fields: ['item_id'],
      },
      signal,
    );
    return (hits?.hits ?? []).map(({ fields, _source = {}, sort: values = [] }) => {
      return { itemId: fields!.item_id[0], source: _source, sort: values };
    });
  }

  async count(query: EsQuery, signal?: AbortSignal): Promise<number> {
    const body = { query, size: 0, track_total_hits: true };
    const { hits } = await this.#search({ filter_path: 'hits.total.value' }, body, signal);
    return hits!.total!.value;
  }

  #search(parameters: Record<string, string>, body: object, signal: AbortSignal | undefined): Promise<SearchAnswer> {
    return this.#ask({
      method: 'POST',
      path: `/${this.index}/_search`,
      query: { allow_partial_search_results: false, ...parameters },
      body,
      timeoutMs: this.timeoutMs,
      signal,
    });
  }

  #ask<T>(request: ElasticsearchRequest): Promise<T> {
    return this.#repeated(RETRY, () => this.server.request<T>(request), request.signal);
  }

  async #repeated<T>(limits: RetryLimits, work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    try {
      return await withRetries(limits, mayPass, work, { signal });
    } catch (error) {
      throw toStarsError(error);
    }
  }
}
