import { type EventMeaning, meaningOf, neededFields } from '@stars/contracts';
import { ITEM_PARTS } from './row-kind.js';

type Row = Record<string, unknown>;

/** Columns that say how to read a row, or describe the item of an event, and are not stored with it. */
const HELPERS = ['anonymous_id', 'order_id', 'variant_id', 'status', 'cancelled_at', ...Object.keys(ITEM_PARTS)];

/** A row without what is not stored. */
export const storedPart = (row: Row): Row =>
  Object.fromEntries(Object.entries(row).filter(([name]) => !HELPERS.includes(name)));

/** What is remembered of an event besides its message: whether it only had an anonymous id, and the order of a purchase. */
export const noteOf = (isAnonymous: boolean, orderId: string): string => `${isAnonymous ? '?' : ' '}${orderId}`;
export const readNote = (note: string): { isAnonymous: boolean; orderId: string } => ({
  isAnonymous: note.startsWith('?'),
  orderId: note.slice(1),
});

/** What a row of events becomes. */
export type ReadEvent =
  | { becomes: 'event'; row: Row; orderId: string }
  | { becomes: 'refund of an order'; row: Row; orderId: string }
  | { becomes: 'nothing'; why: string };

/** What events of some kinds are about in place of an item. */
const TEXTS = ['category', 'query'];
const OF_TEXTS: readonly EventMeaning[] = ['dislike', 'view_category', 'search'];

/** Characters of an order's id that count. */
const MOST_OF_ORDER = 1_000;

/** States of an order that nobody paid for in the end. */
const TAKEN_BACK = /^(wc-)?(refunded|voided|cancelled|canceled|failed|closed|storniert|erstattet)$/i;

/**
 * Reads a row of events in the import format, which it changes: what its type means, and who did it.
 * @param nested Whether rows come from a tool whose events need not be of an item
 */
export function readEvent(row: Row, nested: boolean): ReadEvent {
  const { type, status } = row;
  const orderId = textOf(row['order_id']).slice(0, MOST_OF_ORDER);
  row['user_id'] ??= row['anonymous_id'];
  if (orderId !== '') row['session_id'] ??= row['order_id'];
  const meaning = typeof type === 'string' ? meaningOf(type) : undefined;
  if (meaning === 'none') return { becomes: 'nothing', why: `${String(type)} is no kind of event that counts` };
  const item = textOf(row['item_id']);
  if (item === '' && meaning === 'refund' && orderId !== '') return { becomes: 'refund of an order', row, orderId };
  const missing = neededFields(meaning).find((field) => (row[field] ?? '') === '');
  if (missing !== undefined && (nested || missing !== 'item_id')) {
    const what = missing === 'item_id' ? 'an item' : `a ${missing}`;
    return { becomes: 'nothing', why: `${String(type)} without ${what}` };
  }
  if (meaning !== undefined) row['type'] = meaning;
  // Those of an item's event are its item's, which the catalogue knows.
  if (meaning === undefined || !OF_TEXTS.includes(meaning)) for (const field of TEXTS) delete row[field];
  if (meaning !== 'purchase') return { becomes: 'event', row, orderId };
  if (row['cancelled_at'] !== undefined || TAKEN_BACK.test(textOf(status).trim())) {
    return { becomes: 'nothing', why: 'its order was cancelled or refunded' };
  }
  const quantity = row['quantity'];
  // Logs of invoices count returns below zero, under a number of their own.
  if (typeof quantity === 'number' && quantity < 0) Object.assign(row, { type: 'refund', quantity: -quantity });
  return { becomes: 'event', row, orderId };
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
