import { type CatalogItem, type CatalogItemPatch, patched, tenantOf } from '@stars/contracts';
import { StarsError } from '@stars/errors';
import { changesWith, isLater, patchesAfter, patchesBeside, UNSEEN, withPatch } from '../known-item.js';
import type { UpsertOutcome } from '../port.js';
import type { ChangeTime } from '../recent-changes.js';
import type { BulkWriter, SeenDocument } from './bulk-writer.js';
import type { ItemDocument } from './index-definitions.js';
import type { IndexReader, Revision } from './index-reader.js';
import { documentId, emptyDocument, itemDocument, itemOf, withChanges } from './item-document.js';

/** What a change is decided by: of the stored item, or of the change before it. */
type Known = Pick<ItemDocument, (typeof DECIDING)[number]>;

const DECIDING = ['version', 'deleted', 'digest', 'patches', 'changes', 'body'] as const;

/** One change of an item: its next document, or why there is none. */
interface Change {
  tenant: string;
  itemId: string;
  next(known: Known | undefined): ItemDocument | Exclude<UpsertOutcome, 'stored'>;
}

export const upsertOf = (item: CatalogItem, made?: ChangeTime): Change => ({
  tenant: tenantOf(item.tenantId),
  itemId: item.itemId,
  next(known) {
    if (known && isLater(known, item.version)) return 'stale';
    const patches = patchesBeside(known, item.version);
    const now = patched(item, patches);
    const document = itemDocument(now, patches);
    if (document.digest === known?.digest) return 'unchanged';
    return withChanges(document, changesWith(known, known && itemOf(known), now, made));
  },
});

export const patchOf = (patch: CatalogItemPatch, made?: ChangeTime): Change => ({
  tenant: tenantOf(patch.tenantId),
  itemId: patch.itemId,
  next(known = UNSEEN) {
    const patches = withPatch(known, patch);
    if (patches === undefined) return 'stale';
    const item = itemOf(known);
    if (item) {
      const now = patched(item, patches);
      return withChanges(itemDocument(now, patches), changesWith(known, item, now, made));
    }
    return emptyDocument(tenantOf(patch.tenantId), patch.itemId, known.version, patches);
  },
});

export const deletionOf = (tenant: string, itemId: string, version: number): Change => ({
  ...{ tenant, itemId },
  next: (known) =>
    known && version < known.version ? 'stale' : emptyDocument(tenant, itemId, version, patchesAfter(known, version)),
});

/** Rounds in which others may change the same items between our read and our write. */
const ROUNDS = 10;

/**
 * Applies changes by the port's rules: reads what is stored, decides on each change in order, and writes the last state of each
 * changed item. The server refuses items that others changed meanwhile; these are decided again.
 */
export class ItemChanges {
  constructor(
    private readonly reader: IndexReader,
    private readonly writer: BulkWriter,
    private readonly index: string,
  ) {}

  /** Errors: `STARS_UNAVAILABLE` if others change the same items again and again. */
  async apply(changes: readonly Change[]): Promise<UpsertOutcome[]> {
    const outcomes = new Array<UpsertOutcome>(changes.length);
    let open = changes.map((change, at) => ({ at, id: documentId(change.tenant, change.itemId), change }));
    for (let round = 0; open.length > 0; round++) {
      if (round === ROUNDS) throw new StarsError('STARS_UNAVAILABLE', 'others change the same items at the same time');
      const revisions = new Map<string, Revision>();
      const known = await this.reader.get<Known>(
        open.map(({ id }) => id),
        DECIDING,
        { revisions },
      );
      const writes = new Map<string, SeenDocument>();
      for (const { at, id, change } of open) {
        const next = change.next(known.get(id));
        outcomes[at] = typeof next === 'string' ? next : 'stored';
        if (typeof next === 'string') continue;
        known.set(id, next);
        writes.set(id, { id, seen: revisions.get(id) ?? 'nothing', source: next });
      }
      const documents = [...writes.values()];
      const written = await this.writer.write(this.index, documents);
      const overtaken = new Set(documents.filter((_, i) => !written[i]).map(({ id }) => id));
      open = open.filter(({ id }) => overtaken.has(id));
    }
    return outcomes;
  }
}
