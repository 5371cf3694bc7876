import type { RpcMessages } from '@stars/contracts';
import { SignalRules } from '@stars/features';
import { createMetrics } from '@stars/platform';
import { CatalogClock } from './catalog-clock.js';
import { FirstServing } from './first-serving.js';
import { ImpressionOutbox } from './impression-outbox.js';
import { ItemCards } from './item-cards.js';
import { ItemGroups } from './item-groups.js';
import { ItemPresenter } from './item-presenter.js';
import { ListEdits } from './language-model-edits.js';
import { LastProfiles } from './last-profiles.js';
import { newListSteps } from './list-steps.js';
import { LiveSurfaces } from './live-surfaces.js';
import { OffsetWatch } from './offset-watch.js';
import { AnswerPresenter } from './present-answer.js';
import { NO_LIST_EDITING, type RecommendingDeps } from './recommending-deps.js';
import { RecommendingMetrics } from './recommending-metrics.js';
import { AnswerRecorder } from './record-answer.js';
import { LiveRules } from './rules/live-rules.js';
import { RuleWarnings } from './rules/rule-warnings.js';
import { StoreTimeouts } from './store-timeouts.js';
import { surfacesFromJson } from './surfaces.js';
import { EstimateRule } from './use-cases/estimate-rule.js';
import { ExplainItem } from './use-cases/explain-item.js';
import { FindUsers } from './use-cases/find-users.js';
import { PopularItems } from './use-cases/popular-items.js';
import { PreviewRule } from './use-cases/preview-rule.js';
import { Recommend } from './use-cases/recommend.js';
import { RecommendBatch } from './use-cases/recommend-batch.js';
import { RecommendGroups } from './use-cases/recommend-groups.js';
import { RecommendPage } from './use-cases/recommend-page.js';
import { SimilarItems } from './use-cases/similar-items.js';

/** The calls whose answers are lists of items, or of users for items. */
export type ListMethod =
  | 'Recommend'
  | 'RecommendBatch'
  | 'RecommendPage'
  | 'RecommendGroups'
  | 'SimilarItems'
  | 'PopularItems'
  | 'FindUsers'
  | 'PreviewRule'
  | 'ExplainItem';

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
  readonly previewRule: PreviewRule;
  readonly explainItem: ExplainItem;
  readonly estimateRule: EstimateRule;
  readonly ruleWarnings: RuleWarnings;
  /** The pages that were served, on their way to the bus. */
  readonly impressions: ImpressionOutbox;
  /** The last good profiles, which serve while the store is away. */
  readonly lastProfiles: LastProfiles;
  /** What requests that name a surface get where they say nothing themselves. */
  readonly surfaces: LiveSurfaces;
  /** Rules of merchandisers. */
  readonly rules: LiveRules;
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
    const groups = new ItemGroups(cards, catalog);
    const presenter = new ItemPresenter(cards, vectors, deps.timeZone ?? 'UTC', metrics);
    this.impressions = new ImpressionOutbox(bus, logger, deps.metrics, deps.impressions ?? true);
    this.lastProfiles = new LastProfiles(deps.profiles);
    this.catalogClock = new CatalogClock(bus, clock);
    this.surfaces = new LiveSurfaces(bus, deps.surfaces ?? surfacesFromJson(), logger);
    this.rules = new LiveRules(bus, logger);
    const shared = { deps, cards, groups, surfaces: this.surfaces };
    const making = newListSteps({ ...shared, profiles: this.lastProfiles, timeouts, metrics });
    const { lists: arranger, fallbackLists, readerWith } = making;
    const listEdits = new ListEdits(listEditing, cards, deps.metrics);
    const firstServing = new FirstServing(deps.metrics, clock);
    const offsetWatch = new OffsetWatch(deps.signals ?? new SignalRules(), metrics, logger);
    const steps = {
      ...making,
      reader: readerWith(this.rules),
      presenter: new AnswerPresenter(presenter, listEdits, this.catalogClock, offsetWatch),
      recorder: new AnswerRecorder(this.impressions, firstServing, metrics, clock),
    };
    // Nobody waits for an estimate as for an answer: what it counts, remembers and finds away is its own.
    this.estimateRule = new EstimateRule(this.rules, () =>
      newListSteps({
        ...shared,
        profiles: new LastProfiles(deps.profiles),
        timeouts: new StoreTimeouts(limits),
        metrics: new RecommendingMetrics(createMetrics('estimate', { processMetrics: false })),
      }),
    );
    this.ruleWarnings = new RuleWarnings(this.rules, catalog, deps.timeZone ?? 'UTC', clock);
    this.recommend = new Recommend(steps);
    this.recommendPage = new RecommendPage(steps);
    this.recommendGroups = new RecommendGroups(steps, groups);
    this.previewRule = new PreviewRule(steps, this.rules, readerWith);
    this.explainItem = new ExplainItem({ reader: steps.reader, making, rules: this.rules, catalog, vectors });
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
      PreviewRule: this.previewRule,
      ExplainItem: this.explainItem,
    };
    return useCases[method].execute(...asked);
  }

  /** Whether the last recommendations got no answer of a store, and so do without it. */
  isAway(store: 'profile store' | 'item catalogue' | 'vector index'): boolean {
    return this.#timeouts.isAway(store);
  }

  /** Resolves once it knows the surfaces and rules that are stored. Errors: those of the bus. */
  async start(): Promise<void> {
    await Promise.all([this.surfaces.start(), this.rules.start()]);
    this.catalogClock.start();
  }

  async close(): Promise<void> {
    this.catalogClock.stop();
    await Promise.all([this.surfaces.stop(), this.rules.stop()]);
    await this.impressions.close();
  }
}
