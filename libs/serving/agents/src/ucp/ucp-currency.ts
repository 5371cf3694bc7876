/** Amounts are whole numbers of the smallest unit of a currency, such as cents. */
export class UcpCurrency {
  readonly #units: number;

  /** @param code ISO 4217 */
  constructor(readonly code: string) {
    const { maximumFractionDigits = 2 } = new Intl.NumberFormat('en', {
      style: 'currency',
      currency: code,
    }).resolvedOptions();
    this.#units = 10 ** maximumFractionDigits;
  }

  amountOf(price: number): { amount: number; currency: string } {
    return { amount: Math.round(price * this.#units), currency: this.code };
  }

  priceOf(amount: number): number {
    return amount / this.#units;
  }
}
