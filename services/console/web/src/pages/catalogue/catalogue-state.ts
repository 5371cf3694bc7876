import type { CountFacetsRequest, Filter } from '@stars/client';

/** What the link of the page says. `filters` is JSON of `Chosen`; a page of results begins at `from`. */
export const CATALOGUE_DEFAULTS = {
  ...{ view: 'search', query: '', region: '', filters: '[]', from: '0', item: '', issue: 'no_image' },
};

export type CatalogueState = typeof CATALOGUE_DEFAULTS;

/** Values that were chosen, by field. */
type Chosen = [field: string, value: string][];

/** A link that was changed by hand may say anything: then nothing is chosen. */
export function readChosen(filters: string): Chosen {
  try {
    const read: unknown = JSON.parse(filters);
    if (!Array.isArray(read)) return [];
    return read.filter(
      (pair): pair is [string, string] =>
        Array.isArray(pair) && pair.length === 2 && pair.every((text) => typeof text === 'string'),
    );
  } catch {
    return [];
  }
}

/** The same with the value, or without it if it was there. */
export function toggled(filters: string, field: string, value: string): string {
  const chosen = readChosen(filters);
  const others = chosen.filter(([name, each]) => name !== field || each !== value);
  return JSON.stringify(others.length < chosen.length ? others : [...others, [field, value]]);
}

/** What a search is asked for: of each field any of its values; all fields. Tags are no field of a filter. */
export function askedFor(filters: string): Pick<CountFacetsRequest, 'filter' | 'tags'> {
  const { tags = [], ...fields } = Object.groupBy(readChosen(filters), ([field]) => field);
  const valuesOf = (pairs: Chosen = []): string[] => pairs.map(([, value]) => value);
  const operands = Object.entries(fields).map(([field, pairs]): Filter => ({ in: { field, values: valuesOf(pairs) } }));
  return { ...(operands.length > 0 && { filter: { all: { operands } } }), tags: valuesOf(tags) };
}
