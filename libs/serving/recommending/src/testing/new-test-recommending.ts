import { type Impression, Impression as Page } from '@stars/contracts';
import type { EventBus } from '@stars/event-bus';
import type { ServedModel } from '@stars/inference';
import { createLogger } from '@stars/platform';
import type { PopularityTable } from '@stars/ranking';
import { Recommending } from '../recommending.js';
import type { ListEditing } from '../recommending-deps.js';
import type { Surfaces } from '../surfaces.js';
import { fake } from './fake.js';
import type { SeededStores } from './grocery-seed.js';
import { newTestMetrics } from './new-test-metrics.js';
import { servedBy } from './served-by.js';

export interface TestRecommendingOptions extends SeededStores {
  /** Absent: as before the first training. */
  model?: ServedModel | undefined;
  /** What sells best without a model. */
  sold?: PopularityTable;
  listEditing?: ListEditing;
  surfaces?: Surfaces;
  /** What "now" is, ms since 1970. */
  now?: number;
}

/** All that makes an answer, over the stores given. */
export function newTestRecommending({ catalog, profiles, vectors, model, ...options }: TestRecommendingOptions) {
  const test = newTestMetrics();
  const { bus, pages } = newTestPages();
  const { recommend, recommendPage, recommendGroups, similarItems, popularItems, catalogClock, impressions } =
    new Recommending({
      bus,
      catalog,
      profiles,
      vectors,
      servedModels: servedBy(() => model, options.sold),
      logger: createLogger('test', { level: 'silent' }),
      metrics: test.registry,
      limits: { storeMs: 1000, batchConcurrency: 8 },
      clock: () => options.now ?? Date.UTC(2017, 11, 1),
      ...(options.listEditing ? { listEditing: options.listEditing } : {}),
      ...(options.surfaces ? { surfaces: options.surfaces } : {}),
    });
  /** Pages that were recorded as shown until now. */
  const recorded = async (): Promise<Impression[]> => {
    await impressions.flush();
    return pages;
  };
  return { ...test, catalogClock, recommend, recommendPage, recommendGroups, similarItems, popularItems, recorded };
}

/** A bus on which nothing waits and all pages are kept. */
function newTestPages() {
  const pages: Impression[] = [];
  const bus = fake<EventBus>({
    endOffsets: async () => new Map([[0, 0]]),
    lag: async (_group, topics) => new Map(topics.map((topic) => [topic, 0])),
    publish: async (_topic, messages) => {
      pages.push(...messages.map(({ value }) => Page.decode(value)));
      return { appended: messages.length, duplicates: 0 };
    },
  });
  return { bus, pages };
}
