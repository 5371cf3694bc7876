import type { BorrowedStatistics } from '@stars/ranking';
import type { ColdStartBook } from './cold-start-book.js';
import { MOST_LATER_ITEMS } from './places-beyond.js';
import type { StarsModel } from './stars-model.js';

/** Places of all items of one request, with those that its searches found and the model has not learned. */
export interface NamedPlaces {
  placeOf(itemId: string): number;
  idOf(place: number): string;
}

/** Places of items in the arrays of the second stage: learned items first, then those that came or were first met later, as they are admitted. */
export class ItemPlaces {
  /** What cold-start items borrow, by place. */
  readonly borrowed = new Map<number, BorrowedStatistics>();
  /** Later items in the order of their places. */
  readonly later: string[] = [];
  /** Place of each of them. */
  readonly #admitted = new Map<string, number>();

  /** @param levels Group of each place by level: of later items it is filled in when they are admitted. */
  constructor(
    private readonly model: Pick<StarsModel, 'learnedItems' | 'rowOf'>,
    private readonly levels: readonly Int32Array[],
    private readonly book: Pick<ColdStartBook, 'get'> | undefined,
  ) {}

  /** Undefined of an item that was not admitted. */
  admittedPlaceOf(itemId: string): number | undefined {
    return this.#admitted.get(itemId);
  }

  placeOf(itemId: string): number | undefined {
    return this.model.rowOf(itemId) ?? this.#admitted.get(itemId);
  }

  idOf(place: number): string | undefined {
    return this.model.learnedItems[place] ?? this.later[place - this.model.learnedItems.length];
  }

  /** For one request, gives places to other items too, after all places of admitted items. */
  withUnlearned(): NamedPlaces {
    const first = this.model.learnedItems.length + MOST_LATER_ITEMS;
    const ids: string[] = [];
    const places = new Map<string, number>();
    return {
      idOf: (place) => this.idOf(place) ?? ids[place - first]!,
      placeOf: (itemId) => {
        const known = this.placeOf(itemId) ?? places.get(itemId);
        if (known !== undefined) return known;
        const place = first + ids.push(itemId) - 1;
        places.set(itemId, place);
        return place;
      },
    };
  }

  /**
   * Looks up the classes of later items, and what cold-start items borrow. Those that are not in the catalogue get no place. Learned items
   * have one. Errors: those of the catalogue. @returns whether any of them got a new place
   */
  async admit(itemIds: readonly string[]): Promise<boolean> {
    const unlearned = itemIds.filter((id) => this.model.rowOf(id) === undefined);
    if (unlearned.length === 0) return false;
    const found = (await this.book?.get(unlearned)) ?? [];
    let added = false;
    unlearned.forEach((id, n) => {
      const later = found[n];
      let place = this.#admitted.get(id);
      if (place === undefined) {
        if (!later || this.later.length >= MOST_LATER_ITEMS) return;
        place = this.model.learnedItems.length + this.later.push(id) - 1;
        this.#admitted.set(id, place);
        added = true;
      }
      // Most were admitted as they are by earlier requests.
      if (later?.borrowed && this.borrowed.get(place) === later.borrowed) return;
      if (later?.borrowed) this.borrowed.set(place, later.borrowed);
      else this.borrowed.delete(place);
      this.levels.forEach((level, l) => {
        level[place] = later?.classes[l] ?? -1;
      });
    });
    return added;
  }
}
