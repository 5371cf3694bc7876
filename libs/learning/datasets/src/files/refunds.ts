/** A purchase, or a refund: of one item of an order, of a whole order, or of an item that a user bought. */
export interface Refund {
  tenantId: string;
  userId: string;
  /** Empty: the whole order. */
  itemId: string;
  /** Empty: whichever order. */
  orderId: string;
  /** ms since 1970. */
  time: number;
}

/** Purchases that were taken back. All refunds come first, then all purchases in the order of the file. */
export class Refunds {
  readonly #orders = new Set<string>();
  /** Times of refunds by user and item. */
  readonly #byUser = new Map<string, number[]>();
  readonly #matched = new Set<string>();
  count = 0;
  /** Purchases that were taken back. */
  takenBack = 0;

  add({ tenantId, userId, itemId, orderId, time }: Refund): void {
    this.count++;
    if (orderId !== '') {
      this.#orders.add(orderKey(tenantId, orderId, itemId));
      return;
    }
    const key = JSON.stringify([tenantId, userId, itemId]);
    this.#byUser.set(key, [...(this.#byUser.get(key) ?? []), time]);
  }

  /** Whether this purchase was taken back. A refund without an order takes back one purchase before it. */
  takesBack({ tenantId, userId, itemId, orderId, time }: Refund): boolean {
    const order = [orderKey(tenantId, orderId, itemId), orderKey(tenantId, orderId, '')].find((key) =>
      this.#orders.has(key),
    );
    if (orderId !== '' && order !== undefined) {
      this.#matched.add(order);
      this.takenBack++;
      return true;
    }
    const times = this.#byUser.get(JSON.stringify([tenantId, userId, itemId]));
    const at = times?.findIndex((refunded) => refunded >= time) ?? -1;
    if (times === undefined || at < 0) return false;
    times.splice(at, 1);
    this.takenBack++;
    return true;
  }

  /** Refunds whose purchase was not in the file, once all purchases were asked for. */
  get unmatched(): number {
    const left = [...this.#byUser.values()].reduce((sum, times) => sum + times.length, 0);
    return left + this.#orders.size - this.#matched.size;
  }
}

const orderKey = (tenantId: string, orderId: string, itemId: string): string =>
  JSON.stringify([tenantId, orderId, itemId]);
