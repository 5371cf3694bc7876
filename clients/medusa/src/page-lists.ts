import type { Placement } from '@stars/client';

/** A product on the page, or in the cart. */
export interface Seed {
  item: string;
  quantity: number;
}

/** The lists of each kind of page, from top to bottom. `surface` is the list's name. */
const PAGES = {
  home: () => [
    { surface: 'for_you', k: 8 },
    { surface: 'buy_again', k: 4 },
    { surface: 'trending', k: 4 },
  ],
  product: (seeds) => [
    { surface: 'goes_with', mode: 'goes_with', k: 4, ...seeds },
    { surface: 'alternatives', mode: 'alternatives', k: 4, ...seeds },
  ],
  cart: (seeds) => [{ surface: 'because_of_cart', k: 4, ...seeds }],
} satisfies Record<string, (seeds: Pick<Placement, 'seed_item_ids' | 'seed_weights'>) => Placement[]>;

export type PageKind = keyof typeof PAGES;
export const PAGE_KINDS = Object.keys(PAGES) as readonly PageKind[];

/** Bounds of the API. */
const MOST_SEEDS = 100;
const MOST_WEIGHT = 1000;

/** What to ask for. A large cart counts by its first lines; an empty one has no seeds: then its list is for the user alone. */
export function pageLists(page: PageKind, seeds: readonly Seed[]): Placement[] {
  const some = seeds.slice(0, MOST_SEEDS);
  const seed_item_ids = some.map(({ item }) => item);
  const seed_weights = some.map(({ quantity }) => Math.min(quantity, MOST_WEIGHT));
  return PAGES[page](some.length > 0 ? { seed_item_ids, seed_weights } : {});
}
