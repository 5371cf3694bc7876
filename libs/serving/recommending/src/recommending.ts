import { SignalRules } from '@stars/features';
import { AnswerLists } from './answer-lists.js';
import { CandidateOrders } from './candidate-orders.js';
import { CandidateSearch } from './candidate-search.js';
import { CatalogClock } from './catalog-clock.js';
import { ColdStartSearch } from './cold-start-search.js';
import { ContextOffsets } from './context-offsets.js';
import { FallbackLists } from './fallback-lists.js';
import { FirstServing } from './first-serving.js';
import { ImpressionOutbox } from './impression-outbox.js';
import { ItemCards } from './item-cards.js';
import { ItemPresenter } from './item-presenter.js';
import { LastProfiles } from './last-profiles.js';
import { ListArranger } from './list-arranger.js';
import { ListEdits } from './list-edits.js';
import { OffsetWatch } from './offset-watch.js';
import { PersonalLists } from './personal-lists.js';
import { NO_LIST_EDITING, type RecommendingDeps } from './recommending-deps.js';
import { RecommendingMetrics } from './recommending-metrics.js';
import { RepeatCandidates } from './repeat-candidates.js';
import { StorePatience } from './store-patience.js';
import { surfacesFromJson } from './surfaces.js';
import { PopularItems } from './use-cases/popular-items.js';
import { Recommend } from './use-cases/recommend.js';
import { RecommendBatch } from './use-cases/recommend-batch.js';
import { SimilarItems } from './use-cases/similar-items.js';
import { UserSource } from './user-source.js';

/**
 * From a request to an answer: the four use cases, over the stores of `deps`.
 * Start it before the first request and close it after the last.
 */
export class Recommending {
  readonly recommend: Recommend;
  readonly recommendBatch: RecommendBatch;
  readonly similarItems: SimilarItems;
  readonly popularItems: PopularItems;
  /** The pages that were served, on their way to the bus. */
  readonly impressions: ImpressionOutbox;
  /** The last good profiles, which serve while the store is away. */
  readonly lastProfiles: LastProfiles;
  /** The list of an answer, before it is presented. */
  readonly answerLists: AnswerLists;
  /** Until when the catalogue is known. */
  readonly catalogClock: CatalogClock;
  readonly #patience: StorePatience;

  constructor(deps: RecommendingDeps) {
    const {
      bus,
      catalog,
      vectors,
      servedModels,
      logger,
      limits,
      clock = Date.now,
      listEditing = NO_LIST_EDITING,
    } = deps;
    const metrics = new RecommendingMetrics(deps.metrics);
    const patience = new StorePatience(limits);
    this.#patience = patience;
    const cards = new ItemCards(catalog);
    const arranger = new ListArranger(cards, vectors, metrics);
    const presenter = new ItemPresenter(cards, vectors, deps.timeZone ?? 'UTC', metrics);
    const fallbackLists = new FallbackLists(catalog, servedModels, metrics);
    const personalLists = new PersonalLists(
      new CandidateSearch(vectors, metrics),
      new CandidateOrders(catalog, vectors, metrics),
      new ContextOffsets(metrics),
      new ColdStartSearch(vectors, metrics),
      new RepeatCandidates(catalog, metrics),
      fallbackLists,
      metrics,
    );
    this.answerLists = new AnswerLists(personalLists, fallbackLists, arranger, metrics);
    this.impressions = new ImpressionOutbox(bus, logger, deps.metrics, deps.impressions ?? true);
    this.lastProfiles = new LastProfiles(deps.profiles);
    this.catalogClock = new CatalogClock(bus, clock);
    this.recommend = new Recommend(
      servedModels,
      new UserSource(this.lastProfiles, metrics),
      this.answerLists,
      presenter,
      new OffsetWatch(deps.signals ?? new SignalRules(), metrics, logger),
      new ListEdits(listEditing, cards, deps.metrics),
      patience,
      this.impressions,
      this.catalogClock,
      new FirstServing(deps.metrics, clock),
      clock,
      metrics,
      deps.surfaces ?? surfacesFromJson(),
      deps.kinds ?? new Map(),
    );
    this.recommendBatch = new RecommendBatch(this.recommend, limits, logger);
    this.similarItems = new SimilarItems(servedModels, vectors, arranger, presenter, patience, metrics);
    this.popularItems = new PopularItems(servedModels, fallbackLists, arranger, presenter, patience, metrics);
  }

  /** Whether the last recommendations got no answer of a store, and so do without it. */
  isAway(store: 'profile store' | 'item catalogue' | 'vector index'): boolean {
    return this.#patience.isAway(store);
  }

  start(): void {
    this.catalogClock.start();
  }

  async close(): Promise<void> {
    this.catalogClock.stop();
    await this.impressions.close();
  }
}
