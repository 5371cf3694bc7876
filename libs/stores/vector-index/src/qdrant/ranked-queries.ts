import { chunks, mapBounded, withRetries } from '@stars/platform';
import type { VectorHit } from '../port.js';
import type { ConditionTree } from './filter-conditions.js';
import type { QdrantServer } from './qdrant-server.js';
import { mayPass } from './refusals.js';

export interface RankedQuery {
  collection: string;
  queries: readonly Float32Array[];
  k: number;
  conditions: ConditionTree | undefined;
  exact: boolean;
  signal?: AbortSignal | undefined;
}

/** Candidates that a search of the graph keeps, at least. */
const EF = 256;
/** A read is retried quickly, once or twice, because its caller waits. */
const RETRY = { firstMs: 50, mostMs: 200, withinMs: 300 };
const QUERIES_A_REQUEST = 32;
const CONCURRENT = 2;
/**
 * Where few points pass (Qdrant's default: at most 40%), a search also traverses those that do not: otherwise it ends if passing
 * points are not connected. Where 80% passed, doing so always took 48 ms, and this 16, at the same recall.
 */
const THROUGH_OTHERS = { enable: true };
/** Extra results beyond k, to find the end of equal scores. */
const BEYOND = 8;
/** An approximate search settles ties among this many at the most. */
const TIES_LIMIT = 10_000;

/** Queries whose answers are exactly k long where k points pass, in the port's order: score, then the lower item id. */
export class RankedQueries {
  constructor(
    private readonly server: QdrantServer,
    private readonly timeoutMs: number,
  ) {}

  async answer(query: RankedQuery): Promise<VectorHit[][]> {
    const lists = new Array<VectorHit[]>(query.queries.length);
    let open = query.queries.map((vector, at) => ({ vector, at }));
    const exact = query.exact;
    for (let limit = query.k + BEYOND; open.length > 0; ) {
      const answers = await this.#ask(query, open, limit, exact);
      const again: typeof open = [];
      const short: typeof open = [];
      open.forEach((entry, i) => {
        const hits = answers[i]!;
        lists[entry.at] = hits.toSorted(byRank).slice(0, query.k);
        if (hits.length < limit) {
          // A graph may have too few paths to passing points; a scan finds all.
          if (hits.length < query.k && !exact) short.push(entry);
        } else if (endsInTie(hits, query.k) && (exact || limit < TIES_LIMIT)) again.push(entry);
      });
      for (const [i, list] of (await this.#exact(query, short)).entries()) lists[short[i]!.at] = list;
      open = again;
      limit *= 4;
    }
    return lists;
  }

  /** The scores of those of some points that pass, for each query, in no particular order. */
  async scores({
    collection,
    queries,
    points,
    conditions,
    signal,
  }: Pick<RankedQuery, 'collection' | 'queries' | 'conditions' | 'signal'> & { points: readonly string[] }): Promise<
    { id: string; score: number }[][]
  > {
    const searches = queries.map((vector) => ({
      query: Array.from(vector),
      limit: points.length,
      with_payload: false,
      with_vector: false,
      ...(conditions ? { filter: conditions } : {}),
      params: { exact: true },
    }));
    const ask = () =>
      this.server.call(
        'queryBatchPoints',
        { collection_name: collection, searches },
        { timeoutMs: this.timeoutMs, signal },
      );
    const { result } = await withRetries(RETRY, mayPass, ask, { signal });
    return result!.map(({ points }) => points.map(({ id, score }) => ({ id: String(id), score })));
  }

  async #exact(query: RankedQuery, entries: readonly { vector: Float32Array }[]): Promise<VectorHit[][]> {
    if (entries.length === 0) return [];
    return this.answer({ ...query, queries: entries.map(({ vector }) => vector), exact: true });
  }

  async #ask(
    { collection, conditions, signal }: RankedQuery,
    entries: readonly { vector: Float32Array }[],
    limit: number,
    exact: boolean,
  ): Promise<VectorHit[][]> {
    const { timeoutMs } = this;
    const searches = entries.map(({ vector }) => ({
      query: Array.from(vector),
      limit,
      with_payload: ['item_id'],
      with_vector: false,
      ...(conditions ? { filter: conditions } : {}),
      params: exact
        ? { exact }
        : { hnsw_ef: Math.max(EF, 2 * limit), ...(conditions ? { acorn: THROUGH_OTHERS } : {}) },
    }));
    const requests = chunks(searches, QUERIES_A_REQUEST);
    const answers = await mapBounded(requests, CONCURRENT, async (part) => {
      const ask = () =>
        this.server.call('queryBatchPoints', { collection_name: collection, searches: part }, { timeoutMs, signal });
      const { result } = await withRetries(RETRY, mayPass, ask, { signal });
      return result!.map(({ points }) =>
        points.map(({ payload, score }): VectorHit => ({ itemId: String(payload!['item_id']), score })),
      );
    });
    return answers.flat();
  }
}

const byRank = (a: VectorHit, b: VectorHit): number =>
  b.score - a.score || (a.itemId < b.itemId ? -1 : a.itemId > b.itemId ? 1 : 0);

/** Whether hits with the k-th score may be among those that were not asked for. Hits come best first. */
const endsInTie = (hits: readonly VectorHit[], k: number): boolean => hits.at(-1)!.score >= hits[k - 1]!.score;
