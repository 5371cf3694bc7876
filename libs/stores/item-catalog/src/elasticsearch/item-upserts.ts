import type { UpsertOutcome } from '../port.js';
import type { BulkWriter, VersionedDocument } from './bulk-writer.js';
import { type ItemDocument, itemExternalVersion } from './index-definitions.js';
import type { IndexReader } from './index-reader.js';
import { documentId } from './item-document.js';

/** The state that a change is compared with: of the stored item, or of the change before it. */
type Known = Pick<ItemDocument, 'version' | 'deleted' | 'digest'>;
type Change = ItemDocument & { digest: string };

/** Rounds in which others may change the same items between our read and our write. */
const ROUNDS = 10;

/**
 * Upserts by the port's rules: reads the stored versions, decides on each change in order, and writes the last state of each
 * changed item. The server refuses items that others changed meanwhile; these are decided again.
 */
export class ItemUpserts {
  constructor(
    private readonly reader: IndexReader,
    private readonly writer: BulkWriter,
    private readonly index: string,
  ) {}

  async apply(changes: readonly Change[]): Promise<UpsertOutcome[]> {
    const outcomes = new Array<UpsertOutcome>(changes.length);
    let open = changes.map((change, at) => ({ at, id: documentId(change.tenant, change.item_id), change }));
    for (let round = 0; open.length > 0; round++) {
      const known = await this.reader.get<Known>(
        open.map(({ id }) => id),
        ['version', 'deleted', 'digest'],
      );
      const writes = new Map<string, VersionedDocument>();
      for (const { at, id, change } of open) {
        outcomes[at] = decide(known.get(id), change);
        if (outcomes[at] !== 'stored') continue;
        known.set(id, change);
        writes.set(id, { id, externalVersion: itemExternalVersion(change), source: change });
      }
      const documents = [...writes.values()];
      const written = await this.writer.write(this.index, documents);
      const overtaken = new Set(documents.filter((_, i) => !written[i]).map(({ id }) => id));
      open = open.filter(({ id }) => overtaken.has(id));
      if (round < ROUNDS) continue;
      // Refused in every round, so they were older each time.
      for (const { at } of open) outcomes[at] = 'stale';
      open = [];
    }
    return outcomes;
  }
}

function decide(known: Known | undefined, change: Change): UpsertOutcome {
  if (known === undefined || change.version > known.version) return 'stored';
  if (change.version < known.version || known.deleted) return 'stale';
  return change.digest === known.digest ? 'unchanged' : 'stored';
}
