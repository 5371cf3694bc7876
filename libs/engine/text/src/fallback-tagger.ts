import { BudgetSpentError } from './endpoint-budget.js';
import type { EmbeddedText, Tagger, TagResult } from './port.js';

export interface FallbackListener {
  /** Called when the budget is spent, and when it is available again. */
  onChange?: (spent: boolean) => void;
  /** Called with the number of texts that the other tagger read. */
  onTagged?: (texts: number) => void;
}

/** Uses another tagger while the budget of the first is spent. Its results carry its own name. */
export class FallbackTagger implements Tagger {
  #isSpent = false;

  constructor(
    private readonly first: Tagger,
    private readonly other: Tagger,
    private readonly listener: FallbackListener = {},
  ) {}

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
      this.listener.onTagged?.(results.length);
      return results.map((result) => ('failure' in result ? result : { ...result, tagger: this.other.name }));
    }
  }

  async close(): Promise<void> {
    await this.first.close();
    await this.other.close();
  }

  #note(spent: boolean): void {
    if (spent !== this.#isSpent) this.listener.onChange?.(spent);
    this.#isSpent = spent;
  }
}
