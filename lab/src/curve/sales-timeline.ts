import { type ItemSums, PurchaseFact } from '@stars/contracts';
import type { InteractionLog } from '@stars/features';
import { addFact, DEFAULT_STATISTICS, noSums, ShopSales, statisticsDefinition } from '@stars/inference';
import { entryOf } from '@stars/platform';
import type { PopularityTable } from '@stars/ranking';

/** What sold of late, event by event, as embedders count it before the first model. */
export class SalesTimeline {
  readonly #definition = statisticsDefinition(DEFAULT_STATISTICS)!;
  readonly #sums = new Map<string, ItemSums>();
  readonly #known = new Set<string>();
  readonly #sales = new ShopSales();
  readonly #rows: Uint32Array;
  readonly #userOf: Uint32Array;
  #next = 0;
  #table = this.#sales.sorted();

  constructor(private readonly log: InteractionLog) {
    this.#userOf = new Uint32Array(log.item.length);
    for (let user = 0; user < log.users.length; user++) {
      this.#userOf.fill(user, log.userOffsets[user], log.userOffsets[user + 1]);
    }
    this.#rows = Uint32Array.from(log.item.keys()).sort((a, b) => log.time[a]! - log.time[b]!);
  }

  /** Everything before a time, ms. Times never go back. */
  until(time: number): PopularityTable {
    const { log } = this;
    const from = this.#next;
    for (; this.#next < this.#rows.length && log.time[this.#rows[this.#next]!]! < time; this.#next++) {
      this.#count(this.#rows[this.#next]!);
    }
    if (this.#next > from) this.#table = this.#sales.sorted();
    return this.#table;
  }

  #count(row: number): void {
    const { items, item, regions, region, time, type } = this.log;
    const evidence = this.#definition.isPurchase(type[row]!) ? 0 : type[row]!;
    const [itemId, day] = [items[item[row]!]!, this.#definition.day(time[row]!)];
    const key = JSON.stringify([this.#userOf[row], day, itemId, evidence]);
    if (this.#known.has(key)) return;
    this.#known.add(key);
    const sums = entryOf(this.#sums, itemId, () => noSums(itemId));
    addFact(sums, PurchaseFact.fromPartial({ itemId, day, evidence, region: regions[region[row]!]! }));
    this.#sales.put(sums);
  }
}
