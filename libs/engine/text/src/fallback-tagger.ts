import type { Logger, Metrics } from '@stars/platform';
import { BudgetSpentError } from './endpoint-budget.js';
import type { EmbeddedText, Tagger, TagResult } from './port.js';

/** Uses another tagger while the budget of the first is spent. Its results carry its own name. */
export class FallbackTagger implements Tagger {
  readonly #texts;
  #isSpent = false;

  constructor(
    private readonly first: Tagger,
    private readonly other: Tagger,
    private readonly report: { logger?: Logger | undefined; metrics?: Metrics | undefined } = {},
  ) {
    this.#texts = report.metrics?.counter({
      name: 'stars_text_fallback_texts_total',
      help: 'Texts that the local model tagged because the budget of the endpoint was spent.',
    });
  }

  get name(): string {
    return this.first.name;
  }

  get vocabularyVersion(): string {
    return this.first.vocabularyVersion;
  }

  get batchSize(): number | undefined {
    return this.first.batchSize;
  }

  async tag(products: readonly EmbeddedText[], signal?: AbortSignal): Promise<TagResult[]> {
    try {
      const results = await this.first.tag(products, signal);
      this.#note(false);
      return results;
    } catch (error) {
      if (!(error instanceof BudgetSpentError)) throw error;
      this.#note(true);
      const results = await this.other.tag(products, signal);
      this.#texts?.inc(results.length);
      return results.map((result) => ('failure' in result ? result : { ...result, tagger: this.other.name }));
    }
  }

  async close(): Promise<void> {
    await this.first.close();
    await this.other.close();
  }

  #note(spent: boolean): void {
    if (spent === this.#isSpent) return;
    this.#isSpent = spent;
    const { logger } = this.report;
    if (spent) logger?.warn('the budget of the tagging endpoint is spent: the local model tags meanwhile');
    else logger?.info('the tagging endpoint has a budget again');
  }
}
