import { type CatalogItem, type CatalogItemDelete, type CheckedChange, readCatalogChange } from '@stars/contracts';
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
  const runs: ChangeRun[] = [];
  const touched: CatalogChanges['touched'] = new Map();
  const poison = readMessages(messages, ({ value }) => {
    const change = readCatalogChange(value);
    append(runs, change);
    entryOf(touched, change.item.tenantId, () => new Set()).add(change.item.itemId);
  });
  return { runs, poison, touched };
}

function append(runs: ChangeRun[], { kind, item }: CheckedChange): void {
  const last = runs.at(-1);
  if (kind === 'upsert') {
    if (last?.kind === kind) last.items.push(item);
    else runs.push({ kind, items: [item] });
  } else if (last?.kind === kind && last.tenantId === item.tenantId) last.items.push(item);
  else runs.push({ kind, tenantId: item.tenantId, items: [item] });
}
