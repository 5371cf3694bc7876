import {
  type CatalogItem,
  encodeItemFeatures,
  type ItemFeatures,
  isBackfill,
  madeWith,
  TOPICS,
  timeOfChange,
} from '@stars/contracts';
import { StarsError } from '@stars/errors';
import { type BusMessage, type OutgoingMessage, type PoisonMessage, poisonOf } from '@stars/event-bus';
import { Freshness } from '@stars/platform';
import { type AnalysedChunk, type ProductAnalysis, ProductAnalyzer, productTextOf, type Untagged } from '@stars/text';
import { correctedItems } from './corrected-items.js';
import { currentChanges } from './current-changes.js';
import { featuresGone, featuresOf, featuresWithoutText, type Makers } from './item-features.js';
import { LiveFirst } from './live-first.js';
import { type ReadChange, readChanges } from './read-changes.js';
import { staleChanges } from './stale-changes.js';
import { TagCorrections } from './tag-corrections.js';
import type { TaggerDeps } from './tagger-deps.js';
import { type TaggerMetrics, taggerMetrics } from './tagger-metrics.js';

/**
 * The work of a consumer of the catalogue topic: `live` changes, those of a `backfill`, or (`retag`) items with outdated
 * tags. Each message is either live or of a backfill.
 */
export type TaggerWork = 'live' | 'backfill' | 'retag';

/** Texts of one chunk of a backfill, if the tagger does not set a size: a live change may wait for one chunk. */
const BACKFILL_CHUNK = 128;
/** Requests of one chunk of a backfill. */
const BACKFILL_BATCHES = 4;

/** A batch to be published. */
interface Task {
  work: TaggerWork;
  changes: readonly ReadChange[];
  /** The messages that it comes from. */
  asked: number;
  /** Messages that cannot be handled; more may be added. */
  poison: PoisonMessage[];
  /** Whether these features are stored already. */
  isStored?: (features: ItemFeatures) => boolean;
}

/** Turns catalogue changes into item features on the bus. */
export class CatalogTagger {
  readonly makers: Makers;
  readonly #analyzers: Record<'live' | 'backfill', ProductAnalyzer>;
  readonly #metrics: TaggerMetrics;
  readonly #freshness: Freshness;
  readonly #corrections: TagCorrections;
  readonly #liveFirst = new LiveFirst();

  constructor(private readonly deps: TaggerDeps) {
    const { models, cache, logger } = deps;
    const { embedder, tagger } = models;
    this.makers = {
      embeddingModel: embedder.name,
      tagger: tagger.name,
      tagVocabularyVersion: tagger.vocabularyVersion,
    };
    this.#metrics = taggerMetrics(deps.metrics);
    this.#freshness = new Freshness(deps.metrics);
    this.#corrections = new TagCorrections(deps.bus, models.vocabulary, logger);
    const chunk = tagger.batchSize ? tagger.batchSize * BACKFILL_BATCHES : BACKFILL_CHUNK;
    const onChunk = (done: AnalysedChunk): void => this.#note(done);
    this.#analyzers = {
      live: new ProductAnalyzer({ embedder, tagger, cache, onChunk }),
      backfill: new ProductAnalyzer({
        ...(models.backfill ?? { embedder, tagger }),
        cache,
        chunk,
        turn: (signal) => this.#liveFirst.turn(signal),
        onChunk,
      }),
    };
  }

  /**
   * Handles one batch of the catalogue topic: publishes its features before it resolves. Idempotent: the same change
   * makes the same message. Returns messages that cannot be handled, now or ever. Errors: a model or a store is away.
   */
  async apply(messages: readonly BusMessage[], work: TaggerWork, signal?: AbortSignal): Promise<PoisonMessage[]> {
    const mine =
      work === 'retag' ? messages : messages.filter((message) => isBackfill(message) === (work === 'backfill'));
    if (mine.length === 0) return [];
    const begun = performance.now();
    const { changes, poison } = readChanges(mine);
    const handle = async (): Promise<PoisonMessage[]> => {
      const current = await currentChanges(changes, work === 'live' ? 'ahead' : 'behind', this.deps);
      if (work !== 'retag') return this.#publish({ work, changes: current, asked: mine.length, poison }, signal);
      // Messages that cannot be read are returned by the consumer whose work they are.
      const { catalog, retag = 'vocabulary' } = this.deps;
      const stale = await staleChanges(current, catalog, this.makers, retag);
      return this.#publish({ work, ...stale, asked: stale.changes.length, poison: [] }, signal);
    };
    const given = await (work === 'live' ? this.#liveFirst.live(handle) : handle());
    this.#metrics.seconds.observe({ work }, (performance.now() - begun) / 1000);
    return given;
  }

  /** Makes the features of corrected items again. Like `apply`, for a batch of the topic of corrections. */
  async applyCorrections(messages: readonly BusMessage[], signal: AbortSignal): Promise<PoisonMessage[]> {
    const { changes, poison } = await correctedItems(messages, this.deps, signal);
    const task: Task = { work: 'live', changes, asked: changes.length + poison.length, poison };
    return this.#liveFirst.live(() => this.#publish(task, signal));
  }

  async #publish(task: Task, signal?: AbortSignal): Promise<PoisonMessage[]> {
    const { asked, poison, work } = task;
    const features = await this.#features(task, signal);
    if (features.length > 0) await this.deps.bus.publish(TOPICS.itemFeatures, features);
    this.#freshness.reached({ flow: 'catalogue', stage: 'tagged' }, features.map(timeOfChange));
    const retried = poison.filter(({ retryable }) => retryable).length;
    this.#metrics.changes.inc({ outcome: 'published' }, features.length);
    this.#metrics.changes.inc({ outcome: 'retryable' }, retried);
    this.#metrics.changes.inc({ outcome: 'poison' }, poison.length - retried);
    // An item that is read again may keep its features; other changes were overtaken by newer ones.
    const outcome = work === 'retag' ? 'unchanged' : 'superseded';
    this.#metrics.changes.inc({ outcome }, asked - features.length - poison.length);
    return poison;
  }

  async #features({ work, changes, poison, isStored }: Task, signal?: AbortSignal): Promise<OutgoingMessage[]> {
    const texts = changes.map((change) => (change.kind === 'upsert' ? productTextOf(change.item) : undefined));
    const analyses = await this.#analyzers[work === 'live' ? 'live' : 'backfill'].analyze(
      texts.filter((text) => text !== undefined).filter(({ text }) => text !== ''),
      signal,
    );
    if (work === 'retag') waitForBudget(analyses.values());
    // As late as possible: a later correction makes the features again.
    await this.#corrections.catchUp();
    // A change that is read again is old, so its age is not measured.
    const messageOf = (features: ItemFeatures, { message }: ReadChange): OutgoingMessage =>
      work === 'live' ? madeWith(encodeItemFeatures(features), message) : encodeItemFeatures(features);
    return changes.flatMap((change, index) => {
      try {
        if (change.kind === 'delete') return [messageOf(featuresGone(change.item), change)];
        const { hash, text } = texts[index]!;
        if (text === '') {
          const features = featuresWithoutText(change.item, hash, this.makers);
          return [messageOf(this.#corrected(features), change)];
        }
        const analysis = analyses.get(hash)!;
        if ('failure' in analysis) {
          poison.push(untaggedPoison(change.message, analysis));
          return [];
        }
        const features = this.#featuresOf(change.item, hash, analysis);
        return isStored?.(features) ? [] : [messageOf(features, change)];
      } catch (error) {
        poison.push(poisonOf(change.message, error));
        return [];
      }
    });
  }

  #featuresOf(item: CatalogItem, hash: string, analysis: ProductAnalysis): ItemFeatures {
    this.#metrics.rejected.inc(analysis.rejected.length);
    const makers = analysis.tagger === undefined ? this.makers : { ...this.makers, tagger: analysis.tagger };
    return this.#corrected(featuresOf(item, hash, analysis, makers));
  }

  #corrected(features: ItemFeatures): ItemFeatures {
    const { tags, corrected } = this.#corrections.applyTo(features, features.tags);
    if (corrected) this.#metrics.corrected.inc();
    return { ...features, tags };
  }

  #note({ texts, embedded, tagged }: AnalysedChunk): void {
    this.#metrics.texts.inc({ source: 'model' }, embedded);
    this.#metrics.texts.inc({ source: 'cache' }, texts - embedded);
    this.#metrics.tagged.inc(tagged);
  }
}

/** A lesser model would be no gain for an item that is read again: it keeps its tags until there is a budget. */
function waitForBudget(analyses: Iterable<ProductAnalysis | Untagged>): void {
  for (const analysis of analyses) {
    if ('failure' in analysis || analysis.tagger === undefined) continue;
    throw new StarsError('STARS_OVERLOADED', 'reading items again waits for a budget of the tagging endpoint');
  }
}

const untaggedPoison = (message: BusMessage, { failure, retryable }: Untagged): PoisonMessage => ({
  ...poisonOf(message, failure),
  ...(retryable ? { retryable } : {}),
});
