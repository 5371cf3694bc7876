import type { FilterFields } from '@stars/contracts';
import { entryOf } from '@stars/platform';
import type { Facet, FacetCounts } from './port.js';

/** Longer values are sentences. */
const MOST_CHARS = 256;
/** Attributes of one answer. */
const MOST_ATTRIBUTES = 20;
/** Different values that are counted. */
export const MOST_VALUES = 10_000;

/** What each answer begins with, if items have it. */
const FIRST: readonly string[] = ['brand', 'category', 'tags'];

/**
 * Gives what facets count of an item, each once: texts and yes or no. Numbers are left out: people choose a range of them.
 * @example forEachFacetValue({ brand: 'Acme', category: ['Food'], attributes: { organic: true }, … }, add)
 * // add('brand', 'Acme'), add('category', 'Food'), add('attributes.organic', 'true')
 */
export function forEachFacetValue(
  { brand, category, attributes }: FilterFields,
  add: (field: string, value: string) => void,
): void {
  addCounted('brand', brand, add);
  addCounted('category', category, add);
  for (const name in attributes) addCounted(`attributes.${name}`, attributes[name], add);
}

function addCounted(field: string, value: unknown, add: (field: string, value: string) => void): void {
  if (Array.isArray(value)) {
    for (let n = 0; n < value.length; n++) {
      if (isCounted(value[n]) && value.indexOf(value[n]) === n) add(field, value[n]);
    }
  } else if (typeof value === 'boolean' || isCounted(value)) add(field, String(value));
}

const isCounted = (value: unknown): value is string =>
  typeof value === 'string' && value !== '' && value.length <= MOST_CHARS;

/** Sums of values. */
export class FacetSums {
  readonly #fields = new Map<string, Map<string, number>>();
  #values = 0;
  #incomplete = false;

  add(field: string, value: string, items = 1): void {
    const sums = entryOf(this.#fields, field, () => new Map<string, number>());
    const sum = sums.get(value);
    if (sum === undefined && ++this.#values > MOST_VALUES) this.#incomplete = true;
    else sums.set(value, (sum ?? 0) + items);
  }

  /** @param most Values of each field */
  read(most: number): Pick<FacetCounts, 'facets' | 'incomplete'> {
    const facets = [...this.#fields]
      .filter(([, sums]) => sums.size > 0)
      .map(([field, sums]) => sortedFacet(field, sums));
    const weightOf = ({ values }: Facet): number => values.reduce((sum, { items }) => sum + items, 0);
    const attributes = facets
      .filter(({ field }) => !FIRST.includes(field))
      .sort((a, b) => weightOf(b) - weightOf(a) || inOrder(a.field, b.field))
      .slice(0, MOST_ATTRIBUTES);
    const first = FIRST.flatMap((field) => facets.find((facet) => facet.field === field) ?? []);
    const cut = [...first, ...attributes].map(({ field, values }) => ({ field, values: values.slice(0, most) }));
    return { facets: cut, incomplete: this.#incomplete };
  }
}

const sortedFacet = (field: string, sums: ReadonlyMap<string, number>): Facet => ({
  field,
  values: Array.from(sums, ([value, items]) => ({ value, items })).sort(
    (a, b) => b.items - a.items || inOrder(a.value, b.value),
  ),
});

const inOrder = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
