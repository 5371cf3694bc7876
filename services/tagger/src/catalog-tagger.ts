import { Inject, Injectable } from '@nestjs/common';
import { encodeItemFeatures, type ItemFeatures, TOPICS } from '@stars/contracts';
import { isStarsError, StarsError } from '@stars/errors';
import type { BusMessage, OutgoingMessage, PoisonMessage } from '@stars/event-bus';
import { type ProductAnalysis, ProductAnalyzer, productTextOf } from '@stars/text';
import { featuresGone, featuresOf, featuresWithoutText, type Makers } from './item-features.js';
import { poisonOf, type ReadChange, readChanges } from './read-changes.js';
import { TAGGER_DEPS, type TaggerDeps, type TaggerProgress } from './tagger-deps.js';

/** Turns catalogue changes into item features on the bus. */
@Injectable()
export class CatalogTagger {
  readonly #analyzer: ProductAnalyzer;
  readonly #makers: Makers;
  readonly #metrics: ReturnType<typeof taggerMetrics>;
  readonly #progress: TaggerProgress = { changes: 0, texts: 0, embedded: 0 };
  /** What the batch in work adds to the progress so far. */
  #batch = { texts: 0, embedded: 0 };

  constructor(@Inject(TAGGER_DEPS) private readonly deps: TaggerDeps) {
    const { embedder, tagger } = deps.models;
    this.#makers = {
      embeddingModel: embedder.name,
      tagger: tagger.name,
      tagVocabularyVersion: tagger.vocabularyVersion,
    };
    this.#metrics = taggerMetrics(deps);
    this.#analyzer = new ProductAnalyzer({
      embedder,
      tagger,
      cache: deps.cache,
      onProgress: ({ done, embedded, tagged }) => {
        this.#metrics.texts.inc({ source: 'model' }, embedded - this.#batch.embedded);
        this.#metrics.texts.inc({ source: 'cache' }, done - this.#batch.texts - (embedded - this.#batch.embedded));
        this.deps.logger.trace({ done, embedded, tagged }, 'texts analysed');
        this.#batch = { texts: done, embedded };
        deps.onProgress?.(this.progress);
      },
    });
  }

  /** Since the start of this process. */
  get progress(): TaggerProgress {
    const { changes, texts, embedded } = this.#progress;
    return { changes, texts: texts + this.#batch.texts, embedded: embedded + this.#batch.embedded };
  }

  /**
   * Handles one batch: publishes its features before it resolves. Idempotent: the same change makes the same message.
   * Returns what can never be handled. Errors: a model or a store is away.
   */
  async apply(messages: readonly BusMessage[], signal?: AbortSignal): Promise<PoisonMessage[]> {
    const stopTimer = this.#metrics.seconds.startTimer();
    this.#batch = { texts: 0, embedded: 0 };
    const { changes, poison } = readChanges(messages);
    const features = await this.#features(changes, poison, signal);
    if (features.length > 0) await this.deps.bus.publish(TOPICS.itemFeatures, features);
    this.#metrics.changes.inc({ outcome: 'published' }, features.length);
    this.#metrics.changes.inc({ outcome: 'poison' }, poison.length);
    this.#metrics.changes.inc({ outcome: 'superseded' }, messages.length - features.length - poison.length);
    this.#count(messages.length);
    stopTimer();
    return poison;
  }

  async #features(changes: ReadChange[], poison: PoisonMessage[], signal?: AbortSignal): Promise<OutgoingMessage[]> {
    const texts = changes.map((change) => (change.kind === 'upsert' ? productTextOf(change.item) : undefined));
    const analyses = await this.#analyzer.analyze(
      texts.filter((text) => text !== undefined).filter(({ text }) => text !== ''),
      signal,
    );
    return changes.flatMap((change, index) => {
      try {
        if (change.kind === 'delete') return [encodeItemFeatures(featuresGone(change.item))];
        const { hash, text } = texts[index]!;
        if (text === '') return [encodeItemFeatures(featuresWithoutText(change.item, hash, this.#makers))];
        const analysis = this.#succeeded(analyses.get(hash));
        return [encodeItemFeatures(featuresOf(change.item, hash, analysis, this.#makers) satisfies ItemFeatures)];
      } catch (error) {
        poison.push(poisonOf(change.message, error));
        return [];
      }
    });
  }

  #succeeded(analysis: ProductAnalysis | StarsError | undefined): ProductAnalysis {
    if (analysis === undefined) throw new StarsError('STARS_INTERNAL', 'a text was not analysed');
    if (isStarsError(analysis)) throw analysis;
    this.#metrics.rejected.inc(analysis.rejected.length);
    return analysis;
  }

  #count(changes: number): void {
    this.#progress.changes += changes;
    this.#progress.texts += this.#batch.texts;
    this.#progress.embedded += this.#batch.embedded;
    this.#batch = { texts: 0, embedded: 0 };
    this.deps.onProgress?.(this.progress);
  }
}

function taggerMetrics({ metrics }: TaggerDeps) {
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
    rejected: metrics.counter({
      name: 'stars_tagger_rejected_tags_total',
      help: 'Tags outside the vocabulary that a model gave and that were dropped.',
    }),
    seconds: metrics.histogram({
      name: 'stars_tagger_batch_seconds',
      help: 'Time from a batch of catalogue changes to its features on the bus.',
      buckets: [0.01, 0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 300],
    }),
  };
}
