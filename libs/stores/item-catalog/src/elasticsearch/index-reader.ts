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
  /** Whether the query scores. */
  ranked?: boolean;
  /** Sort values that the hits come after. */
  after?: readonly (string | number)[];
  /** Fields of the source to give; absent: only the item id, from doc values, and no document is opened. `item_id` is read from the source if named. */
  source?: readonly string[];
  signal?: AbortSignal | undefined;
}

export interface Hit {
  itemId: string;
  source: Record<string, unknown>;
  sort: (string | number)[];
}

interface FoundDocument<T> {
  found?: boolean;
  _source?: T;
  _seq_no?: number;
  _primary_term?: number;
  error?: { reason?: string };
}

interface SearchAnswer {
  hits?: {
    total?: { value: number };
    hits?: { fields?: { item_id: [string] }; _source?: Record<string, unknown>; sort?: (string | number)[] }[];
  };
  aggregations?: { values: { buckets?: { key: string; doc_count: number }[]; sum_other_doc_count: number } };
}

interface ValueCounts {
  documents: number;
  values: [value: string, documents: number][];
  /** There are more values. */
  incomplete: boolean;
}

/** Which state of a document was read. */
export interface Revision {
  number: number;
  term: number;
}

/** Reads from one alias. Errors: those of `refusalError` and `ElasticsearchServer`. */
export class IndexReader {
  constructor(
    private readonly server: ElasticsearchServer,
    private readonly index: string,
    private readonly timeoutMs: number,
  ) {}

  /** Documents by id as they are now, refreshed or not. @param revisions Gets the revision of each. */
  async get<T>(
    ids: Iterable<string>,
    fields: readonly string[],
    { signal, revisions }: { signal?: AbortSignal | undefined; revisions?: Map<string, Revision> } = {},
  ): Promise<Map<string, T>> {
    const found = new Map<string, T>();
    await mapBounded(chunks([...new Set(ids)], DOCUMENTS_A_GET), CONCURRENT, async (page) => {
      const { docs } = await this.#ask<{ docs: FoundDocument<T>[] }>({
        method: 'POST',
        path: `/${this.index}/_mget`,
        query: {
          _source_includes: fields.join(),
          filter_path: 'docs.found,docs._source,docs.error,docs._seq_no,docs._primary_term',
        },
        body: { ids: page },
        timeoutMs: this.timeoutMs,
        signal,
      });
      for (const [i, { found: isThere, _source, error, _seq_no, _primary_term }] of docs.entries()) {
        if (error) throw new StarsError('STARS_UNAVAILABLE', `Elasticsearch cannot read a document: ${error.reason}`);
        if (!isThere) continue;
        found.set(page[i]!, _source!);
        revisions?.set(page[i]!, { number: _seq_no!, term: _primary_term! });
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
  async search({ query, ranked, size, sort, after, source, signal }: SearchRequest): Promise<Hit[]> {
    const { hits } = await this.#search(
      { filter_path: `hits.hits.fields,hits.hits.sort${source ? ',hits.hits._source' : ''}` },
      {
        query: ranked ? query : { constant_score: { filter: query } },
        size,
        track_total_hits: false,
        sort: sort ?? ['_doc'],
        ...(after ? { search_after: after } : {}),
        ...(source ? { _source: source } : { stored_fields: '_none_' }),
        ...(source?.includes('item_id') ? {} : { docvalue_fields: ['item_id'] }),
      },
      signal,
    );
    return (hits?.hits ?? []).map(({ fields, _source = {}, sort: values = [] }) => {
      return { itemId: fields?.item_id[0] ?? String(_source['item_id']), source: _source, sort: values };
    });
  }

  async count(query: EsQuery, signal?: AbortSignal): Promise<number> {
    const body = { query, size: 0, track_total_hits: true };
    const { hits } = await this.#search({ filter_path: 'hits.total.value' }, body, signal);
    return hits!.total!.value;
  }

  /** How many documents match, and how many of them have each value of a field: of so many values, the most frequent ones. */
  async countValues(
    query: EsQuery,
    field: string,
    { size, signal }: Pick<SearchRequest, 'size' | 'signal'>,
  ): Promise<ValueCounts> {
    const aggs = { values: { terms: { field, size } } };
    const parts = ['buckets', 'sum_other_doc_count'].map((part) => `aggregations.values.${part}`);
    const { hits, aggregations } = await this.#search(
      { filter_path: ['hits.total.value', ...parts].join() },
      { query, size: 0, track_total_hits: true, aggs },
      signal,
    );
    const { buckets = [], sum_other_doc_count } = aggregations!.values;
    const values = buckets.map(({ key, doc_count }): [string, number] => [key, doc_count]);
    return { documents: hits!.total!.value, values, incomplete: sum_other_doc_count > 0 };
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
