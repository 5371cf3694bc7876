import { useApi } from '../../api/use-api.js';

/** Of each field. */
const MOST_VALUES = 100;

/** The categories and brands that most items have, to choose from. */
export function useCatalogValues(): { category: readonly string[]; brand: readonly string[] } {
  const facets = useApi('countFacets', { values: MOST_VALUES }).data?.facets ?? [];
  const valuesOf = (name: string) => facets.find(({ field }) => field === name)?.values.map(({ value }) => value) ?? [];
  return { category: valuesOf('category'), brand: valuesOf('brand') };
}
