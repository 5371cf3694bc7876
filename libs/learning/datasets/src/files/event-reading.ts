import { type EventMeaning, isEventMeaning } from './event-meaning.js';
import { meaningOfType } from './synonyms/index.js';

type Row = Record<string, unknown>;

/** What a row of events becomes. */
export type ReadEvent =
  | { becomes: 'event'; row: Row; orderId: string }
  | { becomes: 'refund'; row: Row; orderId: string; byOrder: boolean }
  | { becomes: 'nothing'; why: string };

/** States of an order that nobody paid for in the end. */
const TAKEN_BACK = /^(wc-)?(refunded|voided|cancelled|canceled|failed|closed|storniert|erstattet)$/i;

/**
 * Reads a row of events in the import format: what its type means, who did it, and whether it takes a purchase back.
 * @param nested Whether rows come from a tool whose events need not be of an item
 */
export function readEvent(given: Row, nested: boolean): ReadEvent {
  const { anonymous_id: anonymous, order_id: order, variant_id: _, status, cancelled_at: cancelled, ...row } = given;
  const orderId = textOf(order);
  row['user_id'] ??= anonymous;
  row['session_id'] ??= order;
  const meaning = typeof row['type'] === 'string' ? meaningOf(row['type']) : undefined;
  if (meaning === 'none')
    return { becomes: 'nothing', why: `${String(given['type'])} is no view, addition to the cart or purchase` };
  const item = textOf(row['item_id']);
  if (nested && item === '' && !(meaning === 'refund' && orderId !== '')) {
    return { becomes: 'nothing', why: `${String(given['type'])} without an item` };
  }
  if (meaning === 'refund') return { becomes: 'refund', row, orderId, byOrder: orderId !== '' };
  if (meaning !== undefined) row['type'] = meaning;
  if (meaning !== 'purchase') return { becomes: 'event', row, orderId };
  if (cancelled !== undefined || TAKEN_BACK.test(textOf(status).trim())) {
    return { becomes: 'nothing', why: 'its order was cancelled or refunded' };
  }
  const quantity = row['quantity'];
  // Logs of invoices count returns below zero, under a number of their own.
  if (typeof quantity === 'number' && quantity < 0) return { becomes: 'refund', row, orderId, byOrder: false };
  return { becomes: 'event', row, orderId };
}

/** What a type means; undefined if nobody knows. */
export const meaningOf = (type: string): EventMeaning | undefined =>
  isEventMeaning(type) ? type : meaningOfType(type);

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
