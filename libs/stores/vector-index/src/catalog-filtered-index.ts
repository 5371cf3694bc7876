import { checkFilterFields, type Filter } from '@stars/contracts';
import { isStarsError } from '@stars/errors';
import type {
  ItemScores,
  ItemScoring,
  VectorHit,
  VectorIndex,
  VectorPayload,
  VectorRecord,
  VectorSearch,
} from './port.js';

export interface EligibilityQuery {
  filter?: Filter;
  region?: string;
  signal?: AbortSignal;
}

/** A source of eligibility, such as the item catalogue. */
export interface ItemEligibility {
  /** Which of the ids exist and pass. */
  filterIds(tenant: string, itemIds: readonly string[], query: EligibilityQuery): Promise<boolean[]>;
  /** Passing ids, at most `limit`. */
  newest(tenant: string, query: EligibilityQuery, limit: number): Promise<string[]>;
}

/** Candidates of the first round, as a multiple of k. */
const FIRST_SHARE = 2;
/** The next round asks for as many candidates as the passed share suggests, plus half; at least this many times more. */
const SURPLUS = 1.5;
const LEAST_GROWTH = 4;
/** Number of candidates of a query from which it is cheaper to ask for the eligible items, if these are few. */
const NARROW_FROM = 2_000;
/** The largest number of ids in a filter. */
const NARROW_LIMIT = 10_000;

/**
 * A vector index whose searches are filtered by another: candidates come unfiltered from the vectors, in growing
 * numbers until k are eligible or all were checked. If too few pass, the search is limited to the eligible items. If the
 * catalogue is away, the payloads of the vectors decide.
 */
export class CatalogFilteredIndex implements VectorIndex {
  constructor(
    private readonly index: VectorIndex,
    private readonly catalog: ItemEligibility,
  ) {}

  async search(tenant: string, search: VectorSearch): Promise<VectorHit[][]> {
    const { filter, region, k } = search;
    const unfiltered = filter === undefined && region === undefined;
    // The index refuses an invalid k.
    if (unfiltered || !Number.isInteger(k) || k < 1) return this.index.search(tenant, search);
    if (filter !== undefined) checkFilterFields(filter, 'filter');
    try {
      return await new FilteredSearch(this.index, this.catalog, tenant, search).run();
    } catch (error) {
      if (!(error instanceof CatalogAway)) throw error;
      return this.index.search(tenant, search);
    }
  }

  createCollection(tenant: string, modelVersion: string, width: number): Promise<void> {
    return this.index.createCollection(tenant, modelVersion, width);
  }

  upsert(tenant: string, modelVersion: string, records: readonly VectorRecord[]): Promise<void> {
    return this.index.upsert(tenant, modelVersion, records);
  }

  setPayload(
    tenant: string,
    modelVersion: string,
    updates: readonly { itemId: string; payload: VectorPayload }[],
  ): Promise<void> {
    return this.index.setPayload(tenant, modelVersion, updates);
  }

  delete(tenant: string, modelVersion: string, itemIds: readonly string[]): Promise<void> {
    return this.index.delete(tenant, modelVersion, itemIds);
  }

  /** The payloads of the vectors decide: a moment later they say what the catalogue does, and one call is enough. */
  scores(tenant: string, scoring: ItemScoring): Promise<ItemScores> {
    return this.index.scores(tenant, scoring);
  }

  getVectors(tenant: string, modelVersion: string, itemIds: readonly string[]) {
    return this.index.getVectors(tenant, modelVersion, itemIds);
  }

  products(
    tenant: string,
    modelVersion: string,
    itemIds: readonly string[],
    columns: readonly (string | Float32Array)[],
  ) {
    return this.index.products(tenant, modelVersion, itemIds, columns);
  }

  count(tenant: string, modelVersion: string): Promise<number> {
    return this.index.count(tenant, modelVersion);
  }

  listCollections(tenant: string): Promise<string[]> {
    return this.index.listCollections(tenant);
  }

  prepare(tenant: string, modelVersion: string, signal?: AbortSignal): Promise<void> {
    return this.index.prepare(tenant, modelVersion, signal);
  }

  activate(tenant: string, modelVersion: string, signal?: AbortSignal): Promise<void> {
    return this.index.activate(tenant, modelVersion, signal);
  }

  dropCollection(tenant: string, modelVersion: string): Promise<void> {
    return this.index.dropCollection(tenant, modelVersion);
  }

  /** Closes the index, but not the catalogue. */
  close(): Promise<void> {
    return this.index.close();
  }
}

class CatalogAway extends Error {}

/** One search of several queries, in rounds. */
class FilteredSearch {
  readonly #eligible = new Map<string, boolean>();

  constructor(
    private readonly index: VectorIndex,
    private readonly catalog: ItemEligibility,
    private readonly tenant: string,
    private readonly search: VectorSearch,
  ) {}

  async run(): Promise<VectorHit[][]> {
    const { queries, k } = this.search;
    const lists = new Array<VectorHit[]>(queries.length).fill([]);
    let open = queries.map((_, at) => at);
    let narrowed = false;
    for (let asked = k * FIRST_SHARE; open.length > 0; ) {
      const answers = await this.#candidates(open, asked);
      await this.#learn(answers);
      const passing = answers.map((hits) => hits.filter(({ itemId }) => this.#eligible.get(itemId)));
      for (const [i, at] of open.entries()) lists[at] = passing[i]!.slice(0, k);
      const least = Math.min(...passing.map((hits) => hits.length));
      open = open.filter((_, i) => passing[i]!.length < k && answers[i]!.length === asked);
      asked = Math.max(asked * LEAST_GROWTH, least > 0 ? Math.ceil((asked * k * SURPLUS) / least) : 0);
      if (open.length === 0 || asked < NARROW_FROM || narrowed) continue;
      narrowed = true;
      const few = await this.#fewEligible();
      if (few === undefined) continue;
      const rest = await this.#keptTo(few, open);
      for (const [i, at] of open.entries()) lists[at] = rest[i]!;
      break;
    }
    return lists;
  }

  #candidates(open: readonly number[], k: number): Promise<VectorHit[][]> {
    const { filter: _filter, region: _region, queries, ...rest } = this.search;
    return this.index.search(this.tenant, { ...rest, k, queries: open.map((at) => queries[at]!) });
  }

  /** Checks items that are not known yet, for all queries together. */
  async #learn(answers: readonly VectorHit[][]): Promise<void> {
    const asked = new Set<string>();
    for (const hits of answers) for (const { itemId } of hits) if (!this.#eligible.has(itemId)) asked.add(itemId);
    const ids = [...asked];
    if (ids.length === 0) return;
    const passes = await this.#asking(() => this.catalog.filterIds(this.tenant, ids, this.#query));
    ids.forEach((id, i) => {
      this.#eligible.set(id, passes[i]!);
    });
  }

  /** All eligible items, if a filter can name them. */
  async #fewEligible(): Promise<string[] | undefined> {
    const limit = NARROW_LIMIT + 1;
    const ids = await this.#asking(() => this.catalog.newest(this.tenant, this.#query, limit));
    return ids.length < limit ? ids : undefined;
  }

  #keptTo(ids: string[], open: readonly number[]): Promise<VectorHit[][]> {
    const { filter: _filter, region: _region, queries, ...rest } = this.search;
    const filter: Filter = { expression: { $case: 'in', value: { field: 'item_id', values: ids } } };
    return this.index.search(this.tenant, { ...rest, filter, queries: open.map((at) => queries[at]!) });
  }

  get #query(): EligibilityQuery {
    const { filter, region, signal } = this.search;
    return {
      ...(filter === undefined ? {} : { filter }),
      ...(region === undefined ? {} : { region }),
      ...(signal === undefined ? {} : { signal }),
    };
  }

  async #asking<T>(ask: () => Promise<T>): Promise<T> {
    try {
      return await ask();
    } catch (error) {
      // If the search has no time left, it cannot go on.
      const away = isStarsError(error) && error.canRetry && !this.search.signal?.aborted;
      throw away ? new CatalogAway('the catalogue is away', { cause: error }) : error;
    }
  }
}
