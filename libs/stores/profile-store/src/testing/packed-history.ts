import { emptyHistory, type PackedHistory } from '../history-codec.js';
import { mergeEvents } from '../history-merge.js';
import type { HistoryEvent } from '../port.js';

/** The events as a store keeps them. */
export const packedHistory = (events: readonly HistoryEvent[]): PackedHistory =>
  mergeEvents(emptyHistory(), events, Number.NEGATIVE_INFINITY).history;
