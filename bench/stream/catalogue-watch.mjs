// Waits for catalogue changes like a gateway: by searches with filters, from a process that did not make them.
import { TENANT } from '../made-up.mjs';
import { TimesByKind } from '../times.mjs';
import { VERSION } from './untrained-model.mjs';
import { REGION } from './workload.mjs';

/** Time between two searches while changes are missing, ms. */
const SEARCH_EVERY = 50;

export class CatalogueWatch {
  /** Times by kind of change. */
  times = new TimesByKind();
  sent = 0;
  #waiting = [];
  #vectors;
  #query;
  #running = true;
  #loop;

  constructor(vectors, width) {
    this.#vectors = vectors;
    this.#query = new Float32Array(width).fill(1);
    this.#loop = this.#run();
  }

  get waiting() {
    return this.#waiting.length;
  }

  /** A changed text shows in the vector, so the vector before the change is read at once. */
  async add(changes) {
    this.sent += changes.length;
    const texts = changes.filter(({ kind }) => kind === 'text');
    const before = await this.#vectors.getVectors(
      TENANT,
      VERSION,
      texts.map(({ itemId }) => itemId),
    );
    texts.forEach((change, i) => {
      change.before = before[i]?.join();
    });
    this.#waiting.push(...changes);
  }

  /** Waits until all changes are found, at most so long. */
  async end(ms) {
    const until = Date.now() + ms;
    while (this.#waiting.length > 0 && Date.now() < until)
      await new Promise((resolve) => setTimeout(resolve, SEARCH_EVERY));
    this.#running = false;
    await this.#loop;
    return this.times.summaries();
  }

  async #run() {
    while (this.#running) {
      if (this.#waiting.length > 0) await this.#search();
      await new Promise((resolve) => setTimeout(resolve, SEARCH_EVERY));
    }
  }

  async #search() {
    const asked = [...this.#waiting];
    const texts = asked.filter(({ kind }) => kind === 'text').map(({ itemId }) => itemId);
    const others = asked.filter(({ kind }) => kind !== 'text').map(({ itemId }) => itemId);
    const found = await this.#found(others);
    const vectors = await this.#vectors.getVectors(TENANT, VERSION, texts);
    const vectorOf = new Map(texts.map((itemId, i) => [itemId, vectors[i]?.join()]));
    const now = Date.now();
    const seen = (change) => {
      if (change.kind === 'text') return vectorOf.get(change.itemId) !== change.before;
      return found.has(change.itemId) === (change.stock[REGION]?.inStock ?? true);
    };
    const done = new Set(asked.filter(seen));
    for (const { kind, due } of done) this.times.add(kind, now - due);
    this.#waiting = this.#waiting.filter((change) => !done.has(change));
  }

  /** Which of the items a shopper in the region can be shown. */
  async #found(itemIds) {
    if (itemIds.length === 0) return new Set();
    const filter = { expression: { $case: 'in', value: { field: 'item_id', values: itemIds } } };
    const search = { modelVersion: VERSION, queries: [this.#query], k: itemIds.length, filter, region: REGION };
    const [hits] = await this.#vectors.search(TENANT, search);
    return new Set(hits.map(({ itemId }) => itemId));
  }
}
