import type { PriceReport } from './file-report.js';

/** Items with a price in another currency that are named. */
const EXAMPLES = 3;

/** The currencies that prices of items are in. A catalogue has one: the one of most prices. */
export class PriceCurrencies {
  #priced = 0;
  readonly #said = new Map<string, { currency: string; items: number; examples: string[] }>();

  /** @param row Of an item, in the import format. @returns Its currency; empty if it has no price, or does not say it */
  add({ item_id, price, sale_price, currency }: Readonly<Record<string, unknown>>): string {
    if (price === undefined && sale_price === undefined) return '';
    this.#priced++;
    if (typeof currency !== 'string') return '';
    const known = this.#said.get(currency) ?? { currency, items: 0, examples: [] };
    this.#said.set(currency, known);
    known.items++;
    if (known.examples.length < EXAMPLES) known.examples.push(String(item_id));
    return currency;
  }

  /** Whether a price in this currency stays out of the catalogue. */
  isForeign(currency: string): boolean {
    return currency !== '' && currency !== this.#kept;
  }

  /** Undefined if no item has a price. */
  report(): PriceReport | undefined {
    if (this.#priced === 0) return undefined;
    const leftOut = [...this.#said.values()].filter(({ currency }) => this.isForeign(currency));
    return { items: this.#priced, ...(this.#kept && { currency: this.#kept }), leftOut };
  }

  get #kept(): string | undefined {
    return [...this.#said.values()].reduce<{ currency?: string; items: number }>(
      (most, each) => (each.items > most.items ? each : most),
      { items: 0 },
    ).currency;
  }
}
