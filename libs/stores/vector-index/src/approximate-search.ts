import { exactScan } from './exact-scan.js';
import type { ResidentVectors } from './resident-vectors.js';
import { TopSlots } from './top-slots.js';
import { UsearchGraph } from './usearch-graph.js';

/** building: exact search serves meanwhile. unfit: measured recall was too low. unavailable: no binary for this platform. */
export type ApproximateState = 'none' | 'building' | 'ready' | 'unfit' | 'unavailable';

/** Asking for `count` candidates finds the first `depth` of all items with the target's recall. */
export interface SearchLevel {
  depth: number;
  count: number;
}

/**
 * How deep in the true ranking of all items recall is measured: if a share p of the items passes, a search for k of them needs
 * the first k / p of all.
 */
const DEPTHS = [100, 200, 400, 800, 1600];
/** The possible numbers of candidates. */
const COUNTS = [128, 256, 512, 1024, 2048, 4096];
/** A little more than the promised 0.98, because it is measured on a sample. */
const RECALL_TARGET = 0.985;
/** The number of last queries on which recall is measured. */
const SAMPLE_QUERIES = 64;

/** Duration of one piece of work and of the pause after it, so that searches can run while a graph is built (ms). */
const SLICE_MS = 4;
const REST_MS = 4;

/** Changed vectors, as a share of the collection, after which recall is measured again, and after which the graph is rebuilt. */
const REMEASURE_SHARE = 0.1;
const REBUILD_SHARE = 0.5;
/** Queries after which recall is measured again at the latest; sooner at first, with only a few queries. */
const REMEASURE_QUERIES = 8192;

/**
 * The approximate side of one collection: builds a graph in the background, follows changes, and measures its
 * recall on real queries; a graph that cannot reach the target is not used.
 */
export class ApproximateSearch {
  readonly #vectors: ResidentVectors;
  readonly #queries: Float32Array[] = [];
  #graph: UsearchGraph | undefined;
  #levels: readonly SearchLevel[] = [];
  #state: ApproximateState = 'none';
  /** Slots below this one are in the graph being built. */
  #built = 0;
  /** Vectors changed since the graph was begun, and since recall was measured. */
  #changed = 0;
  #changedSinceMeasured = 0;
  #observed = 0;
  #measureAt = 0;
  #work: Promise<void> | undefined;
  #stopped = false;

  constructor(vectors: ResidentVectors) {
    this.#vectors = vectors;
  }

  get state(): ApproximateState {
    return this.#state;
  }

  /** Records a query [stride], and starts work that is due: the first build, a new measurement, a rebuild. */
  observe(query: Float32Array): void {
    if (this.#queries.length >= SAMPLE_QUERIES) this.#queries.shift();
    this.#queries.push(query.slice());
    this.#observed++;
    if (this.#work !== undefined || this.#stopped || this.#state === 'unavailable') return;
    const size = this.#vectors.size;
    if (this.#state === 'none' || this.#changed > REBUILD_SHARE * size) this.#start(() => this.#build());
    else if (this.#changedSinceMeasured > REMEASURE_SHARE * size || this.#observed >= this.#measureAt) {
      this.#start(() => this.#measureAgain());
    }
  }

  /** Resolves when no background work runs. */
  async settled(): Promise<void> {
    // The timers of the work do not keep an idle process alive.
    const wait = setInterval(() => {}, 1000);
    await this.#work;
    clearInterval(wait);
  }

  stop(): void {
    this.#stopped = true;
  }

  /** Call after a slot got a new vector or became free. */
  update(slot: number): void {
    this.#changed++;
    this.#changedSinceMeasured++;
    if (this.#graph === undefined || slot >= this.#built) return;
    this.#graph.remove(slot);
    if (this.#vectors.live.has(slot)) this.#add(this.#graph, slot);
  }

  /** Measured levels of the graph, ascending. */
  get levels(): readonly SearchLevel[] {
    return this.#levels;
  }

  /** Candidate slots of a query [stride], unscored. Only if `state` is ready. */
  candidates(query: Float32Array, count: number): number[] {
    return this.#graph!.search(query.subarray(0, this.#vectors.width), count);
  }

  #start(work: () => Promise<void>): void {
    this.#work = work()
      .catch((error: unknown) => {
        // Exact search goes on, only slower, so no search fails; but the log should say it.
        process.emitWarning(`approximate vector search is off: ${error}`, { code: 'STARS_UNAVAILABLE' });
        this.#graph = undefined;
        this.#state = 'unavailable';
      })
      .finally(() => {
        this.#work = undefined;
      });
  }

  async #build(): Promise<void> {
    this.#state = 'building';
    this.#graph = undefined;
    const graph = await UsearchGraph.create(centreOf(this.#vectors));
    this.#graph = graph;
    this.#built = 0;
    this.#changed = 0;
    let until = performance.now() + SLICE_MS;
    while (this.#built < this.#vectors.slotCount) {
      const slot = this.#built++;
      if (this.#vectors.live.has(slot)) this.#add(graph, slot);
      if (performance.now() < until) continue;
      await rest();
      if (this.#stopped) return;
      until = performance.now() + SLICE_MS;
    }
    // From now on, a new slot is an update like any other.
    this.#built = Infinity;
    this.#state = (await this.#measure(graph)) ? 'ready' : 'unfit';
  }

  /** A graph below the target is rebuilt if vectors have changed; else it waits for other queries. */
  async #measureAgain(): Promise<void> {
    const fit = this.#graph !== undefined && (await this.#measure(this.#graph));
    if (this.#stopped) return;
    if (fit || this.#changed <= REMEASURE_SHARE * this.#vectors.size) this.#state = fit ? 'ready' : 'unfit';
    else await this.#build();
  }

  /** Finds the levels that reach the target on the sampled queries. False: even the first depth does not. */
  async #measure(graph: UsearchGraph): Promise<boolean> {
    this.#changedSinceMeasured = 0;
    this.#measureAt = Math.max(SAMPLE_QUERIES, Math.min(this.#observed * 4, this.#observed + REMEASURE_QUERIES));
    const queries = [...this.#queries];
    const found = COUNTS.map(() => DEPTHS.map(() => 0));
    for (const query of queries) {
      const truth = this.#exactSlots(query);
      for (const [c, count] of COUNTS.entries()) {
        await rest();
        if (this.#stopped) return false;
        const candidates = new Set(graph.search(query.subarray(0, this.#vectors.width), count));
        let sum = 0;
        let from = 0;
        DEPTHS.forEach((depth, d) => {
          for (const slot of truth.slice(from, depth)) if (candidates.has(slot)) sum++;
          from = depth;
          found[c]![d]! += sum / Math.min(depth, truth.length);
        });
      }
    }
    this.#levels = DEPTHS.flatMap((depth, d) => {
      const c = COUNTS.findIndex((_, at) => found[at]![d]! >= RECALL_TARGET * queries.length);
      return c < 0 ? [] : [{ depth, count: COUNTS[c]! }];
    });
    return this.#levels[0]?.depth === DEPTHS[0];
  }

  #exactSlots(query: Float32Array): number[] {
    const { matrix, stride, live, itemIds } = this.#vectors;
    const slots = new Int32Array(live.size);
    const top = new TopSlots(Math.min(DEPTHS.at(-1)!, live.size), itemIds);
    exactScan(matrix, stride, slots, live.writeTo(slots), [query], [top]);
    return top.drain().map(({ slot }) => slot);
  }

  #add(graph: UsearchGraph, slot: number): void {
    graph.add(slot, this.#vectors.matrix, slot * this.#vectors.stride);
  }
}

/** The mean vector [s]. */
function centreOf({ matrix, stride, width, live }: ResidentVectors): Float32Array {
  const sum = new Float64Array(width);
  const slots = new Int32Array(live.size);
  live.writeTo(slots);
  for (const slot of slots) {
    for (let i = 0; i < width; i++) sum[i]! += matrix[slot * stride + i]!;
  }
  return Float32Array.from(sum, (value) => value / Math.max(1, slots.length));
}

/** Yields to other work; does not keep the process alive. */
function rest(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, REST_MS).unref();
  });
}
