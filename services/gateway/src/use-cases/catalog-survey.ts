import type { ShownItems } from '@stars/archive';
import { type CatalogItem, ItemIssue, regionStock } from '@stars/contracts';
import type { ItemCatalog } from '@stars/item-catalog';
import { nextTurn, pages, turnIsOver } from '@stars/platform';
import type { VectorIndex } from '@stars/vector-index';
import { existingVectors } from './existing-vectors.js';

/** Items of one step. */
const PAGE = 100;
/** Items of each issue that are listed. */
const MOST_LISTED = 10_000;

/** What items of a tenant lacked when they were counted. */
export interface CatalogSurvey {
  time: Date;
  items: number;
  /** Empty: none serves, and items without a vector are not counted. */
  modelVersion: string;
  /** Absent: it is not known, and items that were not shown are not counted. */
  shownSince: Date | undefined;
  issues: ReadonlyMap<ItemIssue, IssueItems>;
}

interface IssueItems {
  count: number;
  /** The first of them. */
  itemIds: readonly string[];
}

interface Survey {
  catalog: Pick<ItemCatalog, 'scan' | 'getFeatures'>;
  vectors: Pick<VectorIndex, 'scores'>;
  tenant: string;
  modelVersion: string;
  shown: ShownItems | undefined;
  signal: AbortSignal;
}

/** Each issue that an item has by itself. */
const OWN_ISSUES: readonly (readonly [ItemIssue, (item: CatalogItem) => boolean])[] = [
  [ItemIssue.ITEM_ISSUE_NO_IMAGE, ({ image }) => !image],
  [ItemIssue.ITEM_ISSUE_NO_PRICE, ({ price }) => price === undefined],
  [ItemIssue.ITEM_ISSUE_NO_DESCRIPTION, ({ description }) => description.trim() === ''],
  [ItemIssue.ITEM_ISSUE_OUT_OF_STOCK, (item) => regionStock(item)[''] === false],
];

/** Looks at all items of a tenant once, in steps, so that answers go on. Errors: those of the stores; the signal's reason. */
export async function surveyCatalog(survey: Survey, time: Date): Promise<CatalogSurvey> {
  const { catalog, vectors, tenant, modelVersion, shown, signal } = survey;
  const found = new Map<ItemIssue, { count: number; itemIds: string[] }>();
  const open = (issue: ItemIssue) => found.set(issue, { count: 0, itemIds: [] });
  const add = (issue: ItemIssue, itemId: string): void => {
    const items = found.get(issue)!;
    items.count++;
    if (items.itemIds.length < MOST_LISTED) items.itemIds.push(itemId);
  };
  for (const [issue] of OWN_ISSUES) open(issue);
  open(ItemIssue.ITEM_ISSUE_NO_TAGS);
  if (modelVersion !== '') open(ItemIssue.ITEM_ISSUE_NO_VECTOR);
  if (shown) open(ItemIssue.ITEM_ISSUE_NOT_SHOWN);
  open(ItemIssue.ITEM_ISSUE_DUPLICATE);
  const sames = new SameItems();
  let count = 0;
  for await (const { items } of pages((from) => catalog.scan(tenant, { limit: PAGE, signal, ...from }))) {
    const itemIds = items.map(({ itemId }) => itemId);
    const [features, scores] = await Promise.all([
      catalog.getFeatures(tenant, itemIds),
      modelVersion === ''
        ? undefined
        : existingVectors(vectors.scores(tenant, { modelVersion, itemIds, queries: [], signal })),
    ]);
    items.forEach((item, n) => {
      for (const [issue, has] of OWN_ISSUES) if (has(item)) add(issue, item.itemId);
      if (!features[n]?.tags.length) add(ItemIssue.ITEM_ISSUE_NO_TAGS, item.itemId);
      if (modelVersion !== '' && !scores?.passes[n]) add(ItemIssue.ITEM_ISSUE_NO_VECTOR, item.itemId);
      if (shown && regionStock(item)[''] !== false && !shown.itemIds.has(item.itemId)) {
        add(ItemIssue.ITEM_ISSUE_NOT_SHOWN, item.itemId);
      }
      sames.add(item);
    });
    count += items.length;
    if (turnIsOver()) await nextTurn(signal);
  }
  for (const itemId of sames.duplicates()) add(ItemIssue.ITEM_ISSUE_DUPLICATE, itemId);
  const shownSince = shown && new Date(shown.since);
  return { time, items: count, modelVersion, shownSince, issues: found };
}

/** Items with the same title and brand. */
class SameItems {
  readonly #groups = new Map<string, { itemIds: string[]; products: Set<string> }>();

  add({ itemId, title, brand, itemGroupId }: CatalogItem): void {
    const key = [title, brand].map((text) => text.normalize('NFKC').trim().toLowerCase()).join('\n');
    const group = this.#groups.get(key) ?? { itemIds: [], products: new Set() };
    group.itemIds.push(itemId);
    // An item without a group is a product of its own.
    group.products.add(itemGroupId ? `group ${itemGroupId}` : `item ${itemId}`);
    this.#groups.set(key, group);
  }

  /** Of more than one product; items that are the same are beside each other. */
  *duplicates(): Generator<string> {
    for (const { itemIds, products } of this.#groups.values()) if (products.size > 1) yield* itemIds;
  }
}
