import { attributeOf, isScalar, type RecommendGroupsRequest } from '@stars/contracts';
import type { ItemCatalog } from '@stars/item-catalog';
import type { Degradations } from './degradations.js';
import type { ItemCard, ItemCards } from './item-cards.js';

/** What makes a group. */
export type GroupedBy = Pick<RecommendGroupsRequest, 'tenantId' | 'field' | 'level'>;

/** Each group by its value; of a category, by its path. */
export type GroupsOfItem = readonly (readonly string[])[];

/** Reads the groups of items: categories and brands from memory, attributes from the catalogue. */
export class ItemGroups {
  constructor(
    private readonly cards: ItemCards,
    private readonly catalog: Pick<ItemCatalog, 'get'>,
  ) {}

  /** In the order of the ids; an item may have none. Without the catalogue, none has any: the degradation is noted. */
  read(by: GroupedBy, itemIds: readonly string[], degradations: Degradations): Promise<GroupsOfItem[]> {
    const { tenantId, field, level } = by;
    const name = attributeOf(field);
    return degradations.orElse<GroupsOfItem[]>('item catalogue', [], async () => {
      if (name !== undefined) {
        const items = await this.catalog.get(tenantId, itemIds);
        return items.map((item) => valuesOf(item?.attributes, name).map((value) => [value]));
      }
      const cards = await this.cards.get(tenantId, itemIds);
      return cards.map((card) => groupsOfCard(card, { field, level }));
    });
  }
}

/** The group by category or brand. */
export function groupsOfCard(
  card: ItemCard | undefined,
  { field, level }: Pick<GroupedBy, 'field' | 'level'>,
): GroupsOfItem {
  if (field === 'brand') return card?.brand ? [[card.brand]] : [];
  return categoryOf(card?.category ?? [], level);
}

function categoryOf(path: readonly string[], level = path.length - 1): GroupsOfItem {
  return path.length > Math.max(level, 0) ? [path.slice(0, level + 1)] : [];
}

/** As texts, as a filter compares them. */
function valuesOf(attributes: Readonly<Record<string, unknown>> | undefined, name: string): string[] {
  if (!attributes || !Object.hasOwn(attributes, name)) return [];
  const value = attributes[name];
  const values: unknown[] = Array.isArray(value) ? value : [value];
  return [...new Set(values.filter(isScalar).map(String))].filter((text) => text !== '');
}
