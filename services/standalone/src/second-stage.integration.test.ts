import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CandidateSource,
  CatalogItem,
  ContextSignal,
  type EventClient,
  eventClient,
  Interaction,
  InteractionType,
  LIMITS,
  type RecommendationClient,
  RecommendMode,
  RecommendRequest,
  recommendationClient,
} from '@stars/contracts';
import { syntheticShop } from '@stars/datasets/testing';
import { LocalClock, loadTrainingData } from '@stars/features';
import { ModelStore, StarsModel } from '@stars/inference';
import { chunks, createLogger } from '@stars/platform';
import { COLD_START_SHARE } from '@stars/ranking';
import {
  coldStartOf,
  type EvaluationSet,
  modelForEvaluation,
  type SessionRanker,
  StarsCandidates,
  splitByTime,
  starsRankers,
  starsSecondStageRanker,
} from '@stars/replay';
import { RECIPES, train } from '@stars/training';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startStandalone } from './standalone.js';
import type { Standalone } from './standalone-options.js';
import { expectRecordedCost } from './testing/expect-recorded-cost.js';
import { plainTextModels } from './testing/plain-text-models.js';

const PLACE = { timeZone: 'America/New_York', country: 'US' };
const K = 10;
const DAYS = 60;
const DAY_MS = 86_400_000;
const clock = new LocalClock(PLACE.timeZone);
const shop = syntheticShop({
  users: 150,
  items: 400,
  days: DAYS,
  seed: 5,
  nextItemShare: 0.5,
  sessionsPerDay: 0.3,
  offerShare: 0.15,
});
/** The last whole local day of the shop: served and evaluated on its morning, and not trained on. */
const LAST_DAY = clock.day(shop.events.at(-1)!.time!.getTime()) - 1;
/** Items that come after the training, each very similar to a learned one; last in the order of ids. */
const coldStartItems = shop.items
  .filter((_, n) => n % 16 === 0)
  .map((item) => CatalogItem.fromPartial({ ...item, itemId: `zz-${item.itemId}`, title: `New: ${item.title}` }));
/** Some of them are on offer everywhere while they are new. */
const launch = ContextSignal.fromPartial({
  ...{ eventId: 'launch', region: '' },
  ...{ validFrom: new Date((LAST_DAY - 1) * DAY_MS), validUntil: new Date((LAST_DAY + 3) * DAY_MS) },
  itemSignals: [{ name: 'offer', value: 1, itemIds: coldStartItems.slice(0, 8).map(({ itemId }) => itemId) }],
});
const isBefore = ({ time }: Interaction): boolean => clock.day(time!.getTime()) < LAST_DAY;
const TRAINED_UNTIL = LAST_DAY - 5;
/** Items that nobody had before the training ended. */
const lateItems = new Set(shop.items.filter((_, n) => n % 9 === 4).map(({ itemId }) => itemId));
const happened = ({ itemId, time }: Interaction): boolean =>
  !lateItems.has(itemId) || clock.day(time!.getTime()) >= TRAINED_UNTIL;

let dataDir: string;
let standalone: Standalone;
let events: EventClient;
let recommendations: RecommendationClient;
let version: string;

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'stars-second-stage-'));
  standalone = await startStandalone({
    dataDir,
    listen: { grpcPort: 0, httpPort: 0 },
    logger: createLogger('standalone', { level: 'silent' }),
    openTextModels: plainTextModels,
    timeZone: PLACE.timeZone,
  });
  events = eventClient(`127.0.0.1:${standalone.ports!.grpcPort}`);
  recommendations = recommendationClient(`127.0.0.1:${standalone.ports!.grpcPort}`);
  await events.upsertItems({ items: shop.items });
  await events.upsertUsers({ users: shop.users });
  await events.setContext({ signals: shop.context });
  await track(shop.events.filter((event) => isBefore(event) && happened(event)));
  await drain();
  ({ version } = await train({
    bus: standalone.stack.bus,
    dataDir,
    place: PLACE,
    size: 'tiny',
    recipe: {
      // The time and region of the request move h_next, and what sold since the training moves scores, as in the evaluation.
      size: { ...RECIPES.tiny.size, offsetBound: 1, priorPlace: 'both', priorWeight: -1, priorDays: 7 },
      epochs: 3,
      minItemCount: 1,
      validation: { ...RECIPES.small.validation!, share: 0.3 },
      secondStage: { ...RECIPES.small.secondStage!, sessions: 400, hidden: 8 },
    },
    until: TRAINED_UNTIL * DAY_MS,
    now: Date.now(),
  }));
  await drain();
  await events.upsertItems({ items: coldStartItems });
  await events.setContext({ signals: [launch] });
  await drain();
}, 300_000);

afterAll(async () => {
  events.close();
  recommendations.close();
  await standalone.close();
  rmSync(dataDir, { recursive: true });
});

/** A consumer that fails retries for ever; a test must not wait for ever. */
const drain = () => standalone.drain({ pollMs: 50, signal: AbortSignal.timeout(60_000) });

async function track(all: readonly Interaction[]): Promise<void> {
  for (const interactions of chunks(all, LIMITS.trackEvents)) await events.track({ interactions, impressions: [] });
}

const ask = (userId: string, time: number, part: Partial<RecommendRequest> = {}) =>
  recommendations.recommend(RecommendRequest.fromPartial({ userId, k: K, time: new Date(time), ...part }));
const isOwn = (source?: CandidateSource): boolean => source === CandidateSource.CANDIDATE_SOURCE_BUY_AGAIN;
const isNew = (itemId: string): boolean => itemId.startsWith('zz-');
const idsOf = ({ items }: { items: { itemId: string }[] }): string[] => items.map(({ itemId }) => itemId);

/** The lists that the evaluation ranks and measures, by session: of the second stage, and of the transformer alone. */
async function evaluated(set: EvaluationSet, model: StarsModel, explore: boolean) {
  const data = await loadTrainingData((topic) => standalone.stack.bus.read({ topic }), { tenant: 'default' });
  const adapted = modelForEvaluation(model, data, set);
  const known = coldStartOf(model, adapted, data.items, set);
  const candidates = new StarsCandidates(adapted);
  const listsOf = async (ranker: SessionRanker): Promise<string[][]> => {
    const { items } = await ranker.rank(set, { k: K, explore });
    const listed = (n: number): number[] => [...items.subarray(n * K, (n + 1) * K)].filter((item) => item >= 0);
    return set.sessions.map((_, n) => listed(n).map((item) => set.catalogue[item]!));
  };
  return {
    secondStage: await listsOf(starsSecondStageRanker(model.secondStage!, data, clock, candidates, known)),
    alone: await listsOf(starsRankers(adapted, ['RR'], candidates)[0]!),
  };
}

describe('the second stage', () => {
  it('serves the lists that the evaluation measures', async () => {
    // Only the evaluation knows the events of the day itself: as targets, and never before their day.
    const answers = new Map<
      string,
      { ids: string[]; fresh: string[]; alone: string[]; sources: CandidateSource[]; codes: string[] }
    >();
    const ofTheDay = shop.events.filter(({ time }) => clock.day(time!.getTime()) === LAST_DAY);
    for (const { userId, time } of ofTheDay) {
      if (answers.has(userId)) continue;
      const answer = await ask(userId, time!.getTime());
      // What the user bought is excluded; what they looked at is not.
      const fresh = await ask(userId, time!.getTime(), { excludePurchased: true });
      const alone = await ask(userId, time!.getTime(), { mode: RecommendMode.RECOMMEND_MODE_ROUND_ROBIN });
      const codes = [...answer.degradations, ...fresh.degradations].map(({ code }) => code);
      const sources = answer.items.map(({ source }) => source);
      answers.set(userId, { ids: idsOf(answer), fresh: idsOf(fresh), alone: idsOf(alone), sources, codes });
    }
    await track(ofTheDay);
    const data = await loadTrainingData((topic) => standalone.stack.bus.read({ topic }), { tenant: 'default' });
    const model = StarsModel.create(await new ModelStore(join(dataDir, 'models')).load(version));
    const later = data.log.items.filter((id) => lateItems.has(id) && model.rowOf(id) === undefined).sort();
    expect(later.length).toBeGreaterThan(10);
    // In the order in which serving numbers them.
    const catalogue = [...model.learnedItems, ...later, ...coldStartItems.map(({ itemId }) => itemId)];
    const placeOf = new Map(catalogue.map((id, place) => [id, place]));
    const catalogueOf = Int32Array.from(data.log.items, (id) => placeOf.get(id)!);
    const from = new Date(LAST_DAY * DAY_MS).toISOString().slice(0, 10);
    const set = { ...splitByTime(data.log, clock, { from }), catalogue, catalogueOf };
    expect(set.sessions.length).toBeGreaterThan(10);
    const measured = await evaluated(set, model, false);
    const { secondStage: measuredNew } = await evaluated(set, model, true);
    const served = set.sessions.map(({ userId }) => answers.get(userId)!);
    expect(served.map(({ codes }) => codes)).toEqual(measured.secondStage.map(() => []));
    expect(served.map(({ ids }) => ids)).toEqual(measured.secondStage);
    expect(served.map(({ alone }) => alone)).toEqual(measured.alone);
    // What the user had since the training is among them, though the model has not learned it.
    expect(served.some(({ ids, sources }) => ids.some((id, n) => lateItems.has(id) && isOwn(sources[n])))).toBe(true);
    // Measured only if an unseen item was purchased.
    const someNew = measuredNew.flatMap((ids, n) => (ids.length > 0 ? [n] : []));
    expect(someNew.length).toBeGreaterThan(10);
    expect(someNew.map((n) => served[n]!.fresh)).toEqual(someNew.map((n) => measuredNew[n]));
    // Cold-start items are among them, and in every list no more than their share.
    const counts = served.flatMap(({ ids, fresh }) => [ids, fresh].map((list) => list.filter(isNew).length));
    expect(Math.max(...counts)).toBeGreaterThan(0);
    expect(Math.max(...counts)).toBeLessThanOrEqual(K * COLD_START_SHARE);
    const sources = new Set(served.flatMap((answer) => answer.sources));
    expect(sources).toContain(CandidateSource.CANDIDATE_SOURCE_BUY_AGAIN);
    expect(sources.size).toBeGreaterThan(1);
  });

  it('is the default of a request without a mode', async () => {
    const time = shop.events.at(-1)!.time!.getTime();
    const { userId } = shop.users[0]!;
    const mode = RecommendMode.RECOMMEND_MODE_SECOND_STAGE;
    // Live statistics may still come between two answers.
    const named = await vi.waitFor(async () => {
      const [one, other] = [await ask(userId, time, { mode }), await ask(userId, time)];
      expect(one.items).toEqual(other.items);
      return one;
    }, 20_000);
    const roundRobin = await ask(userId, time, { mode: RecommendMode.RECOMMEND_MODE_ROUND_ROBIN_BUY_AGAIN });
    expect(named.items).not.toEqual(roundRobin.items);
  });

  it('has candidates that became popular after the training', async () => {
    const { userId, time } = shop.events.at(-1)!;
    const later = time!.getTime() + DAY_MS;
    const most = 200;
    const before = new Set(idsOf(await ask(userId, later, { k: most })));
    const [seldom] = shop.items.filter(({ itemId }) => !before.has(itemId));
    const type = InteractionType.INTERACTION_TYPE_PURCHASE;
    await track(
      shop.users
        .map((user, n) =>
          Interaction.fromPartial({
            userId: user.userId,
            itemId: seldom!.itemId,
            type,
            time: new Date(later - n - DAY_MS / 2),
          }),
        )
        .filter((event) => event.userId !== userId),
    );
    await drain();
    expect(idsOf(await ask(userId, later, { k: most }))).toContain(seldom!.itemId);
    expect(await standalone.metrics.expose()).toMatch(/stars_statistics_complete\{[^}]*\} 1/);
  });

  it('runs for an answer at most 5% more code than is recorded', () =>
    expectRecordedCost(dataDir, (LAST_DAY + 0.5) * DAY_MS));
});
