import type { RpcMessages } from '@stars/contracts';
import { SignalRules } from '@stars/features';
import { AnswerArranger } from './arrange-answer.js';
import { CatalogClock } from './catalog-clock.js';
import { ChangedItemsFinder } from './changed-items-finder.js';
import { EligibleCandidates } from './eligible-candidates.js';
import { FallbackLists } from './fallback-lists.js';
import { FirstServing } from './first-serving.js';
import { CandidateGatherer } from './gather-candidates.js';
import { ImpressionOutbox } from './impression-outbox.js';
import { IndexSearch } from './index-search.js';
import { ItemCards } from './item-cards.js';
import { ItemGroups } from './item-groups.js';
import { ItemPresenter } from './item-presenter.js';
import { ListEdits } from './language-model-edits.js';
import { LastProfiles } from './last-profiles.js';
import { ListArranger } from './list-arranger.js';
import { ListedFinder } from './listed-candidates.js';
import { LiveSurfaces } from './live-surfaces.js';
import { OffsetWatch } from './offset-watch.js';
import { AnswerPresenter } from './present-answer.js';
import { RequestReader } from './read-request.js';
import { NO_LIST_EDITING, type RecommendingDeps } from './recommending-deps.js';
import { RecommendingMetrics } from './recommending-metrics.js';
import { AnswerRecorder } from './record-answer.js';
import { StoreTimeouts } from './store-timeouts.js';
import { surfacesFromJson } from './surfaces.js';
import { FindUsers } from './use-cases/find-users.js';
import { PopularItems } from './use-cases/popular-items.js';
import { Recommend } from './use-cases/recommend.js';
import { RecommendBatch } from './use-cases/recommend-batch.js';
import { RecommendGroups } from './use-cases/recommend-groups.js';
import { RecommendPage } from './use-cases/recommend-page.js';
import { SimilarItems } from './use-cases/similar-items.js';
import { UserSource } from './user-source.js';

/** The calls whose answers are lists of items, or of users for items. */
export type ListMethod =
  | 'Recommend'
  | 'RecommendBatch'
  | 'RecommendPage'
  | 'RecommendGroups'
  | 'SimilarItems'
  | 'PopularItems'
  | 'FindUsers';

/** @param until when the answer must be there, ms of `performance.now` */
type Asked<M extends ListMethod> = [request: RpcMessages[M]['request'], signal: AbortSignal, until: number];

/**
 * From a request to an answer: the use cases, over the stores of `deps`.
 * Start it before the first request and close it after the last.
 */
export class Recommending {
  readonly recommend: Recommend;
  readonly recommendBatch: RecommendBatch;
  readonly recommendPage: RecommendPage;
  readonly recommendGroups: RecommendGroups;
  readonly similarItems: SimilarItems;
  readonly popularItems: PopularItems;
  readonly findUsers: FindUsers;
  /** The pages that were served, on their way to the bus. */
  readonly impressions: ImpressionOutbox;
  /** The last good profiles, which serve while the store is away. */
  readonly lastProfiles: LastProfiles;
  /** What requests that name a surface get where they say nothing themselves. */
  readonly surfaces: LiveSurfaces;
  /** Until when the catalogue is known. */
  readonly catalogClock: CatalogClock;
  readonly #timeouts: StoreTimeouts;

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
    const timeouts = new StoreTimeouts(limits);
    this.#timeouts = timeouts;
    const cards = new ItemCards(catalog);
    const arranger = new ListArranger(cards, vectors, metrics);
    const presenter = new ItemPresenter(cards, vectors, deps.timeZone ?? 'UTC', metrics);
    const fallbackLists = new FallbackLists(catalog, servedModels, metrics);
    this.impressions = new ImpressionOutbox(bus, logger, deps.metrics, deps.impressions ?? true);
    this.lastProfiles = new LastProfiles(deps.profiles);
    this.catalogClock = new CatalogClock(bus, clock);
    this.surfaces = new LiveSurfaces(bus, deps.surfaces ?? surfacesFromJson(), logger);
    const search = new IndexSearch(vectors, metrics);
    const changed = new ChangedItemsFinder(catalog, fallbackLists, cards);
    const listed = new ListedFinder(vectors, cards, fallbackLists, changed, metrics);
    const eligible = new EligibleCandidates(catalog, vectors);
    const gatherer = new CandidateGatherer(search, eligible, fallbackLists, listed, metrics);
    const listEdits = new ListEdits(listEditing, cards, deps.metrics);
    const firstServing = new FirstServing(deps.metrics, clock);
    const offsetWatch = new OffsetWatch(deps.signals ?? new SignalRules(), metrics, logger);
    const steps = {
      reader: new RequestReader({
        models: servedModels,
        users: new UserSource(this.lastProfiles, metrics),
        surfaces: this.surfaces,
        kinds: deps.kinds ?? new Map(),
        ...{ arranger, timeouts, clock },
      }),
      gatherer,
      arranger: new AnswerArranger(gatherer, fallbackLists, arranger, metrics),
      presenter: new AnswerPresenter(presenter, listEdits, this.catalogClock, offsetWatch),
      recorder: new AnswerRecorder(this.impressions, firstServing, metrics, clock),
      metrics,
    };
    this.recommend = new Recommend(steps);
    this.recommendPage = new RecommendPage(steps);
    this.recommendGroups = new RecommendGroups(steps, new ItemGroups(cards, catalog));
    this.recommendBatch = new RecommendBatch(this.recommend, limits, logger);
    const common = { models: servedModels, arranger, presenter, timeouts, metrics };
    this.similarItems = new SimilarItems({ ...common, vectors });
    this.popularItems = new PopularItems({ ...common, fallbackLists });
    this.findUsers = new FindUsers({ models: servedModels, profiles: deps.profiles, catalog, vectors, clock });
  }

  /** The answer of a use case. Errors: its own. */
  answer<M extends ListMethod>(method: M, ...asked: Asked<M>): Promise<RpcMessages[M]['response']> {
    const useCases: { [L in ListMethod]: { execute(...of: Asked<L>): Promise<RpcMessages[L]['response']> } } = {
      Recommend: this.recommend,
      RecommendBatch: this.recommendBatch,
      RecommendPage: this.recommendPage,
      RecommendGroups: this.recommendGroups,
      SimilarItems: this.similarItems,
      PopularItems: this.popularItems,
      FindUsers: this.findUsers,
    };
    return useCases[method].execute(...asked);
  }

  /** Whether the last recommendations got no answer of a store, and so do without it. */
  isAway(store: 'profile store' | 'item catalogue' | 'vector index'): boolean {
    return this.#timeouts.isAway(store);
  }

  /** Resolves once it knows the surfaces that are stored. Errors: those of the bus. */
  async start(): Promise<void> {
    await this.surfaces.start();
    this.catalogClock.start();
  }

  async close(): Promise<void> {
    this.catalogClock.stop();
    await this.surfaces.stop();
    await this.impressions.close();
  }
}
