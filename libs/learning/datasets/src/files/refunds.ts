import { type EncodedMessage, encodeInteraction, type Interaction, InteractionType } from '@stars/contracts';

/** Orders that were taken back as a whole. All of them come first, then all purchases of the file. */
export class Refunds {
  readonly #times = new Map<string, Date>();
  readonly #matched = new Set<string>();
  /** Refunds of items that came of it. */
  ofItems = 0;

  add(tenantId: string, orderId: string, time: Date): void {
    this.#times.set(keyOf(tenantId, orderId), time);
  }

  get orders(): number {
    return this.#times.size;
  }

  /** Orders whose purchases were not in the file, once all purchases were asked for. */
  get unmatched(): number {
    return this.#times.size - this.#matched.size;
  }

  /** The refund of a purchase of the order; undefined if the order stands. The same purchase gets the same refund again. */
  refundOf(purchase: Interaction, orderId: string): EncodedMessage | undefined {
    const key = keyOf(purchase.tenantId, orderId);
    const refunded = orderId === '' ? undefined : this.#times.get(key);
    if (refunded === undefined) return undefined;
    this.#matched.add(key);
    this.ofItems++;
    const time = new Date(Math.max(refunded.getTime(), purchase.time!.getTime()));
    const eventId = `${purchase.eventId}-refund`;
    return encodeInteraction({ ...purchase, eventId, type: InteractionType.INTERACTION_TYPE_REFUND, time });
  }
}

const keyOf = (tenantId: string, orderId: string): string => JSON.stringify([tenantId, orderId]);
