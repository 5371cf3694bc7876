import {
  type CatalogChange,
  type CatalogItem,
  type CatalogItemDelete,
  checkCatalogDelete,
  checkCatalogItem,
  decodeMessage,
  TOPICS,
  tenantOf,
} from '@stars/contracts';
import { type BusMessage, type PoisonMessage, readMessages } from '@stars/event-bus';
import { entryOf } from '@stars/platform';

/** Consecutive changes of one kind. */
export type ChangeRun =
  | { kind: 'upsert'; items: CatalogItem[] }
  | { kind: 'delete'; tenantId: string; items: CatalogItemDelete[] };

export interface CatalogChanges {
  /** In the order of the log. */
  runs: ChangeRun[];
  poison: PoisonMessage[];
  /** Ids of the changed items, by tenant. */
  touched: Map<string, Set<string>>;
}

/** Decodes and checks a batch; messages that can never be applied are separated with their reason. */
export function readCatalogChanges(messages: readonly BusMessage[]): CatalogChanges {
  const changes: CatalogChanges = { runs: [], poison: [], touched: new Map() };
  changes.poison = readMessages(messages, ({ value }) => append(changes, decodeMessage(TOPICS.catalog, value)));
  return changes;
}

function append(changes: CatalogChanges, { change }: CatalogChange): void {
  const last = changes.runs.at(-1);
  if (change?.$case === 'upsert') {
    checkCatalogItem(change.value);
    const item = { ...change.value, tenantId: tenantOf(change.value.tenantId) };
    if (last?.kind === 'upsert') last.items.push(item);
    else changes.runs.push({ kind: 'upsert', items: [item] });
    touch(changes, item);
  } else {
    // A change without a kind has an empty item id, which fails the check.
    const gone = change?.value ?? { tenantId: '', itemId: '', version: 0 };
    checkCatalogDelete(gone);
    const tenantId = tenantOf(gone.tenantId);
    if (last?.kind === 'delete' && last.tenantId === tenantId) last.items.push(gone);
    else changes.runs.push({ kind: 'delete', tenantId, items: [gone] });
    touch(changes, { tenantId, itemId: gone.itemId });
  }
}

function touch({ touched }: CatalogChanges, { tenantId, itemId }: { tenantId: string; itemId: string }): void {
  entryOf(touched, tenantId, () => new Set()).add(itemId);
}
