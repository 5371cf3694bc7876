import type { Logger, Metrics } from '@stars/platform';
import { BudgetSpentError } from './endpoint-budget.js';
import type { Tagger } from './port.js';

/** The first tagger, and another one while the budget of the first is spent. Results of the other carry its name. */
export function fallbackTagger(
  first: Tagger,
  other: Tagger,
  { logger, metrics }: { logger?: Logger | undefined; metrics?: Metrics | undefined },
): Tagger {
  const texts = metrics?.counter({
    name: 'stars_text_fallback_texts_total',
    help: 'Texts that the local model tagged because the budget of the endpoint was spent.',
  });
  let isSpent = false;
  const note = (spent: boolean): void => {
    if (spent === isSpent) return;
    isSpent = spent;
    if (spent) logger?.warn('the budget of the tagging endpoint is spent: the local model tags meanwhile');
    else logger?.info('the tagging endpoint has a budget again');
  };
  return {
    name: first.name,
    vocabularyVersion: first.vocabularyVersion,
    batchSize: first.batchSize,
    tag: async (products, signal) => {
      try {
        const results = await first.tag(products, signal);
        note(false);
        return results;
      } catch (error) {
        if (!(error instanceof BudgetSpentError)) throw error;
        note(true);
        const results = await other.tag(products, signal);
        texts?.inc(results.length);
        return results.map((result) => ('failure' in result ? result : { ...result, tagger: other.name }));
      }
    },
  };
}
