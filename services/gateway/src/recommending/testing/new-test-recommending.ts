import { type Impression, Impression as Page } from '@stars/contracts';
import type { EventBus } from '@stars/event-bus';
import { SignalRules } from '@stars/features';
import { createLogger } from '@stars/platform';
import { type ListEditing, NO_LIST_EDITING } from '../../gateway-deps.js';
import type { ServedModel } from '../../served-model.port.js';
import type { SeededStores } from '../../testing/grocery-seed.js';
import { Recommend } from '../../use-cases/recommend.js';
import { SimilarItems } from '../../use-cases/similar-items.js';
import { AnswerLists } from '../answer-list.js';
import { CandidateSearch } from '../candidate-search.js';
import { CatalogClock } from '../catalog-clock.js';
import { ContextOffsets } from '../context-offsets.js';
import { FallbackLists } from '../fallback-lists.js';
import { FirstServing } from '../first-serving.js';
import { ImpressionOutbox } from '../impression-outbox.js';
import { ItemCards } from '../item-cards.js';
import { ItemPresenter } from '../item-presenter.js';
import { JointRecommender } from '../joint-recommender.js';
import { UserSource } from '../known-user.js';
import { LastProfiles } from '../last-profiles.js';
import { ListArranger } from '../list-arranger.js';
import { ListEdits } from '../list-edits.js';
import { LiveItemSearch } from '../live-item-search.js';
import { LiveItemVectors } from '../live-item-vectors.js';
import { NewcomerSearch } from '../newcomer-search.js';
import { OffsetWatch } from '../offset-watch.js';
import { OwnItems } from '../own-items.js';
import { PersonalLists } from '../personal-lists.js';
import { StorePatience } from '../store-patience.js';
import { fake } from './fake.js';
import { newTestMetrics } from './new-test-metrics.js';

export interface TestRecommendingOptions extends SeededStores {
  /** Absent: as before the first training. */
  model?: ServedModel | undefined;
  listEditing?: ListEditing;
  /** What "now" is, ms since 1970. */
  now?: number;
}

/** All that makes an answer, put together as the gateway does it, over the stores given. */
export function newTestRecommending({ catalog, profiles, vectors, model, ...options }: TestRecommendingOptions) {
  const test = newTestMetrics();
  const { metrics, registry } = test;
  const clock = () => options.now ?? Date.UTC(2017, 11, 1);
  const models = { current: () => model };
  const patience = new StorePatience({ storeMs: 1000 });
  const { bus, pages } = newTestPages();
  const cards = new ItemCards(catalog);
  const users = new UserSource(new LastProfiles(profiles), metrics);
  const personalLists = new PersonalLists(
    new CandidateSearch(vectors, metrics),
    new OwnItems(catalog, metrics),
    new JointRecommender(catalog, vectors, metrics),
    new ContextOffsets(metrics),
    new LiveItemSearch(new LiveItemVectors(vectors), catalog, metrics),
    new NewcomerSearch(vectors, metrics),
    metrics,
  );
  const fallbackLists = new FallbackLists(catalog, metrics);
  const arranger = new ListArranger(cards, vectors, metrics);
  const answerLists = new AnswerLists(personalLists, fallbackLists, arranger, metrics);
  const presenter = new ItemPresenter(cards, vectors, 'UTC', metrics);
  const logger = createLogger('test', { level: 'silent' });
  const impressions = new ImpressionOutbox(bus, logger, registry, true);
  const catalogClock = new CatalogClock(bus, clock);
  const recommend = new Recommend(
    models,
    users,
    answerLists,
    presenter,
    new OffsetWatch(new SignalRules(), metrics, logger),
    new ListEdits(options.listEditing ?? NO_LIST_EDITING, cards, registry),
    patience,
    impressions,
    catalogClock,
    new FirstServing(registry, clock),
    clock,
    metrics,
  );
  const similarItems = new SimilarItems(models, vectors, arranger, presenter, patience, metrics);
  /** Pages that were recorded as shown until now. */
  const recorded = async (): Promise<Impression[]> => {
    await impressions.flush();
    return pages;
  };
  return { ...test, personalLists, answerLists, catalogClock, recommend, similarItems, recorded };
}

/** A bus on which nothing waits and all pages are kept. */
function newTestPages() {
  const pages: Impression[] = [];
  const bus = fake<EventBus>({
    lag: async (_group, topics) => new Map(topics.map((topic) => [topic, 0])),
    publish: async (_topic, messages) => {
      pages.push(...messages.map(({ value }) => Page.decode(value)));
      return { appended: messages.length, duplicates: 0 };
    },
  });
  return { bus, pages };
}
