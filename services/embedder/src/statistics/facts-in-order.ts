import { type InteractionType, LIMITS } from '@stars/contracts';
import type { StatisticsDefinition } from '@stars/inference';
import { entryOf } from '@stars/platform';

/** An event; items and regions by number. */
export interface NumberedEvent {
  item: number;
  day: number;
  type: InteractionType;
  region: number;
}

/** Takes a fact: a distinct user, local day and item. @param gap 0: the first @param evidence 0: a purchase */
type TakeFact = (item: number, day: number, region: number, gap: number, evidence: InteractionType | 0) => void;

/**
 * The facts of one user after the other, whose events come in order of time, as an evaluation counts them: what falls off a full
 * history stays counted, and is forgotten as the purchase before. Of a user it holds the items of one day, and those that a history
 * had before it.
 */
export class FactsInOrder {
  #place = 0;
  #day = Number.NaN;
  /** Of the last purchase of the day. */
  #region = 0;
  /** Of the day: days since the last purchase of each item. */
  readonly #gaps = new Map<number, number>();
  /** Of the day: items of each type of other events. */
  readonly #evidence = new Map<InteractionType, Set<number>>();
  /** The last purchase of each item, the latest one last. */
  readonly #last = new Map<number, { place: number; day: number }>();

  constructor(
    private readonly definition: StatisticsDefinition,
    private readonly take: TakeFact,
  ) {}

  add({ item, day, type, region }: NumberedEvent): void {
    if (day !== this.#day) this.#endDay();
    this.#day = day;
    const place = this.#place++;
    if (!this.definition.isPurchase(type)) {
      entryOf(this.#evidence, type, () => new Set()).add(item);
      return;
    }
    if (this.#gaps.size === 0) this.#forgetBefore(place);
    this.#region = region;
    const last = this.#last.get(item);
    if (!this.#gaps.has(item)) this.#gaps.set(item, last === undefined ? 0 : day - last.day);
    this.#last.delete(item);
    this.#last.set(item, { place, day });
  }

  endUser(): void {
    this.#endDay();
    this.#place = 0;
    this.#last.clear();
  }

  #forgetBefore(begin: number): void {
    for (const [item, { place }] of this.#last) {
      if (begin - place <= LIMITS.historyEvents) break;
      this.#last.delete(item);
    }
  }

  #endDay(): void {
    for (const [item, gap] of this.#gaps) this.take(item, this.#day, this.#region, gap, 0);
    for (const [type, items] of this.#evidence) for (const item of items) this.take(item, this.#day, 0, 0, type);
    this.#gaps.clear();
    this.#evidence.clear();
  }
}
