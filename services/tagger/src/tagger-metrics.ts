import type { Metrics } from '@stars/platform';

export type TaggerMetrics = ReturnType<typeof taggerMetrics>;

export function taggerMetrics(metrics: Metrics) {
  return {
    changes: metrics.counter({
      name: 'stars_tagger_changes_total',
      help: 'Catalogue changes by what became of them.',
      labels: ['outcome'],
    }),
    texts: metrics.counter({
      name: 'stars_tagger_texts_total',
      help: 'Distinct texts of a batch by where their embedding came from.',
      labels: ['source'],
    }),
    tagged: metrics.counter({
      name: 'stars_tagger_tagged_texts_total',
      help: 'Texts that a model tagged; the others had their tags in the cache.',
    }),
    rejected: metrics.counter({
      name: 'stars_tagger_rejected_tags_total',
      help: 'Tags outside the vocabulary that a model gave and that were dropped.',
    }),
    corrected: metrics.counter({
      name: 'stars_tagger_corrected_items_total',
      help: 'Features published with a human correction in force.',
    }),
    seconds: metrics.histogram({
      name: 'stars_tagger_batch_seconds',
      help: 'Time from a batch of catalogue changes to its features on the bus.',
      labels: ['work'],
      buckets: [0.01, 0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 300],
    }),
  };
}
