import type { EventMeaning } from '../event-meaning.js';
import type { RowKindName } from '../row-kind.js';

/** Names that one source uses, without case and punctuation (`plainName`): of columns by the import format's name, and of events. */
export interface SourceSynonyms {
  columns: Partial<Readonly<Record<RowKindName, Readonly<Record<string, readonly string[]>>>>>;
  types?: Partial<Readonly<Record<EventMeaning, readonly string[]>>>;
}
