import { chunks, mapBounded, withRetries } from '@stars/platform';
import type { VectorHit } from '../port.js';
import type { ConditionTree } from './filter-conditions.js';
import type { QdrantServer } from './qdrant-server.js';
import { mayPass } from './refusals.js';

export interface Asked {
  collection: string;
  conditions: ConditionTree | undefined;
  signal?: AbortSignal | undefined;
}

export interface RankedQuery extends Asked {
  queries: readonly Float32Array[];
  k: number;
  exact: boolean;
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
    const { k, exact } = query;
    const lists = new Array<VectorHit[]>(query.queries.length);
    let open = query.queries.map((vector, at) => ({ vector, at }));
    for (let limit = k + BEYOND; open.length > 0; limit *= 4) {
      const vectors = open.map(({ vector }) => vector);
      const answers = await this.#ask(query, vectors, { limit, exact, with_payload: ['item_id'] });
      const again: typeof open = [];
      const short: typeof open = [];
      open.forEach((entry, i) => {
        const hits = answers[i]!.map(({ payload, score }) => ({ itemId: String(payload!['item_id']), score }));
        lists[entry.at] = hits.toSorted(byRank).slice(0, k);
        if (hits.length < limit) {
          // A graph may have too few paths to passing points; a scan finds all.
          if (hits.length < k && !exact) short.push(entry);
        } else if (endsInTie(hits, k) && (exact || limit < TIES_LIMIT)) again.push(entry);
      });
      const scanned =
        short.length > 0 ? { ...query, queries: short.map(({ vector }) => vector), exact: true } : undefined;
      for (const [i, list] of (scanned ? await this.answer(scanned) : []).entries()) lists[short[i]!.at] = list;
      open = again;
    }
    return lists;
  }

  /** Ids and scores of the points that pass, of which there are `most`, for each vector, in no particular order. */
  async scores(
    asked: Asked,
    vectors: readonly Float32Array[],
    most: number,
  ): Promise<{ id: string; score: number }[][]> {
    const answers = await this.#ask(asked, vectors, { limit: most, exact: true, with_payload: false });
    return answers.map((points) => points.map(({ id, score }) => ({ id: String(id), score })));
  }

  async #ask(
    { collection, conditions, signal }: Asked,
    vectors: readonly Float32Array[],
    { limit, exact, with_payload }: { limit: number; exact: boolean; with_payload: string[] | false },
  ) {
    const { timeoutMs } = this;
    const graph = { hnsw_ef: Math.max(EF, 2 * limit), ...(conditions ? { acorn: THROUGH_OTHERS } : {}) };
    const searches = vectors.map((vector) => ({
      query: Array.from(vector),
      limit,
      with_payload,
      with_vector: false,
      ...(conditions ? { filter: conditions } : {}),
      params: exact ? { exact } : graph,
    }));
    const answers = await mapBounded(chunks(searches, QUERIES_A_REQUEST), CONCURRENT, async (part) => {
      const request = { collection_name: collection, searches: part };
      const ask = () => this.server.call('queryBatchPoints', request, { timeoutMs, signal });
      const { result } = await withRetries(RETRY, mayPass, ask, { signal });
      return result!.map(({ points }) => points);
    });
    return answers.flat();
  }
}

const byRank = (a: VectorHit, b: VectorHit): number =>
  b.score - a.score || (a.itemId < b.itemId ? -1 : a.itemId > b.itemId ? 1 : 0);

/** Whether hits with the k-th score may be among those that were not asked for. Hits come best first. */
const endsInTie = (hits: readonly VectorHit[], k: number): boolean => hits.at(-1)!.score >= hits[k - 1]!.score;
