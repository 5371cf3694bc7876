import { ContextSignal } from '@stars/contracts';
import { ContextTimeline } from '@stars/features';
import {
  type FeatureLayout,
  type OpenedRequest,
  RequestRanking,
  type ServedCandidates,
  type ServedScores,
  type UserEvent,
} from '@stars/ranking';
import { describe, expect, it, vi } from 'vitest';
import type { ColdStartItem } from './cold-start-items.js';
import { ServedSecondStage } from './served-second-stage.js';
import { tinySecondStage } from './testing/index.js';

const DAY = 86_400_000;
const NOW = Date.UTC(2024, 4, 1, 15);
const IDS = Array.from({ length: 40 }, (_, i) => `item-${String(i).padStart(2, '0')}`);

const model = { learnedItems: IDS, timeZone: 'UTC' };

const newSecondStage = (): ServedSecondStage =>
  new ServedSecondStage(model, tinySecondStage(IDS.length), async () => new ContextTimeline());

const bought = (item: number, daysAgo: number, region = 'north'): UserEvent => ({
  itemId: IDS[item]!,
  time: NOW - daysAgo * DAY,
  region,
});

const ANN = [bought(3, 40), bought(5, 40), bought(3, 20), bought(7, 9), bought(3, 2)];
const BOB = [bought(30, 200, ''), bought(31, 3, ''), bought(5, 1, '')];
const at = { time: NOW, region: '' };

const everything: ServedCandidates = { eligible: new Set(IDS), general: [], next: [] };
const rankAll = (visit: OpenedRequest, part: Partial<ServedCandidates> = {}, scores?: ServedScores, shown = 60) =>
  visit.rank({ ...everything, ...part }, scores, shown);

describe('ServedSecondStage', () => {
  it('keeps requests apart that wait for stores in between, and reads each user once', async () => {
    const alone = await Promise.all(
      [ANN, BOB].map(async (history) => rankAll(await newSecondStage().open(history, at))),
    );
    const joint = newSecondStage();
    const read = vi.spyOn(RequestRanking.prototype, 'read');
    try {
      const [ann, bob] = [await joint.open(ANN, at), await joint.open(BOB, at)];
      const [annFirst, bobThen, annAgain] = [rankAll(ann), rankAll(bob), rankAll(ann)];
      expect(annFirst).toEqual(alone[0]);
      expect(bobThen).toEqual(alone[1]);
      expect(annAgain).toEqual(annFirst);
      expect(annFirst).not.toEqual(bobThen);
      expect(read).toHaveBeenCalledTimes(2);
    } finally {
      read.mockRestore();
    }
  });

  it('ranks the same in the memory of a request that is over', async () => {
    const alone = rankAll(await newSecondStage().open(BOB, at));
    const joint = newSecondStage();
    const ann = await joint.open(ANN, at);
    rankAll(ann);
    ann.close();
    expect(rankAll(await joint.open(BOB, at))).toEqual(alone);
  });

  it('ranks the same with more requests under way than it has memory for', async () => {
    const joint = newSecondStage();
    const histories = Array.from({ length: 40 }, (_, n) => [bought(n, 40), bought((n * 7) % 40, 9), bought(5, 2)]);
    const visits = await Promise.all(histories.map((history) => joint.open(history, at)));
    for (const [n, visit] of visits.entries()) {
      expect(rankAll(visit)).toEqual(rankAll(await newSecondStage().open(histories[n]!, at)));
    }
  });

  it('lists own items the most and lately bought first, and what is popular or like them beside', async () => {
    const { own, popular, similar } = await newSecondStage().open(ANN, at);
    expect(own).toEqual([3, 7, 5].map((item) => IDS[item]));
    expect(popular.length).toBeGreaterThan(10);
    expect(new Set([...own, ...popular]).size).toBe(own.length + popular.length);
    expect(similar.length).toBeGreaterThan(0);
    expect(new Set([...own, ...similar]).size).toBe(own.length + similar.length);
  });

  it('looks at nothing after the request, nor at items that it has not learned', async () => {
    const more = [...ANN, bought(9, -1), { ...bought(0, 1), itemId: 'launched yesterday' }];
    const [plain, same] = [await newSecondStage().open(ANN, at), await newSecondStage().open(more, at)];
    expect(same.own).toEqual(plain.own);
    expect(rankAll(same)).toEqual(rankAll(plain));
  });

  it('ranks what is eligible, and what the searches found though it has not learned it, once each', async () => {
    const visit = await newSecondStage().open(ANN, at);
    const eligible = new Set([IDS[3]!, ...visit.popular.slice(0, 2)]);
    const ranked = rankAll(visit, { eligible, general: ['new', IDS[20]!], next: ['newer', 'new'] });
    const found = ranked.map(({ itemId }) => itemId);
    expect(new Set(found)).toEqual(new Set([...eligible, IDS[20], 'new', 'newer']));
    expect(found).toHaveLength(new Set(found).size);
    expect(ranked.filter(({ own }) => own).map(({ itemId }) => itemId)).toEqual([IDS[3]]);
    expect(ranked.every(({ score }) => Number.isFinite(score))).toBe(true);
    expect(rankAll(visit, {}, undefined, 4)).toHaveLength(4);
  });

  it('ranks new items alone by what was learned of them, and by that of all items where nothing was', async () => {
    const joint = newSecondStage();
    expect(joint.ranksNew).toBe(true);
    const visit = await joint.open(ANN, { ...at, onlyNew: true });
    expect(visit.depth).toMatchObject({ own: 0 });
    const fresh = rankAll(visit);
    const own = new Set(visit.own);
    expect(fresh.length).toBeGreaterThan(10);
    expect(fresh.filter((item) => item.own || own.has(item.itemId))).toEqual([]);
    const all = await joint.open(ANN, at);
    const scores = new Map(rankAll(all).map(({ itemId, score }) => [itemId, score]));
    expect(fresh.some(({ itemId, score }) => scores.get(itemId) !== score)).toBe(true);

    const unlearned = new ServedSecondStage(
      model,
      tinySecondStage(IDS.length, { fresh: false }),
      async () => new ContextTimeline(),
    );
    expect(unlearned.ranksNew).toBe(false);
    const asAll = await unlearned.open(ANN, { ...at, onlyNew: true });
    expect(asAll.depth).toEqual(all.depth);
  });

  it('takes the region of the request, else of the last event', async () => {
    const [last, asked] = [
      await newSecondStage().open(ANN, at),
      await newSecondStage().open(ANN, { ...at, region: 'elsewhere' }),
    ];
    expect([last.region, asked.region]).toEqual(['north', 'elsewhere']);
    expect(rankAll(asked)).not.toEqual(rankAll(last));
    const stranger = await newSecondStage().open([], at);
    expect([stranger.region, stranger.own]).toEqual(['', []]);
  });

  it('is told of the model’s scores; an item without a vector is far away, never not a number', async () => {
    const visit = await newSecondStage().open(ANN, at);
    const scores = (vectorOf: ServedScores['vectorOf']): ServedScores => ({
      general: Float32Array.of(1),
      next: Float32Array.of(2),
      bestGeneral: 4,
      bestNext: 8,
      vectorOf,
    });
    const told = rankAll(
      visit,
      {},
      scores((itemId) => Float32Array.of(IDS.indexOf(itemId) / 10)),
    );
    expect(told).not.toEqual(rankAll(visit));
    const without = rankAll(
      visit,
      {},
      scores(() => undefined),
    );
    expect(without).toEqual(
      rankAll(
        visit,
        {},
        scores(() => Float32Array.of(-1000)),
      ),
    );
    expect(without.every(({ score }) => Number.isFinite(score))).toBe(true);
  });

  it('has newcomers that are promoted among its candidates once it is known what lends to them', async () => {
    const promoted = ['launch', 'relaunch', 'unlearned'];
    const timeline = new ContextTimeline();
    timeline.add(
      ContextSignal.fromPartial({
        ...{ eventId: '1', region: '', validFrom: new Date(NOW - DAY), validUntil: new Date(NOW + DAY) },
        itemSignals: [{ name: 'display', value: 1, itemIds: [IDS[1]!, ...promoted] }],
      }),
    );
    const layout: FeatureLayout = {
      ...tinySecondStage(IDS.length).layout,
      signals: [{ name: 'display', values: [1] }],
    };
    let away = true;
    const asked: string[][] = [];
    const book = {
      has: (id: string) => id !== 'unlearned',
      of: async (ids: readonly string[]): Promise<(ColdStartItem | undefined)[]> => {
        asked.push([...ids]);
        if (away) throw new Error('the catalogue is away');
        const loan = { items: Int32Array.of(3), weights: Float32Array.of(1) };
        return ids.map((id) => (id === 'launch' ? { loan, classes: [0] } : undefined));
      },
    };
    const joint = new ServedSecondStage(model, tinySecondStage(IDS.length, { layout }), async () => timeline, book);
    const asks = () => joint.open(ANN, { ...at, onlyNew: true });
    const newAmong = ({ popular }: OpenedRequest) => promoted.filter((id) => popular.includes(id));
    // Nobody waits, and what failed is tried again by the next.
    expect([newAmong(await asks()), newAmong(await asks())]).toEqual([[], []]);
    away = false;
    await asks();
    await expect.poll(async () => newAmong(await asks())).toEqual(['launch']);
    expect(new Set(asked.flat())).toEqual(new Set(['launch', 'relaunch']));
    const visit = await asks();
    const ranked = rankAll(visit, { eligible: new Set([...IDS, 'launch']) });
    expect(ranked.map(({ itemId }) => itemId)).toContain('launch');
    expect(newAmong(await joint.open(ANN, at))).toEqual([]);
    // What is known is not asked for again and again.
    const count = asked.length;
    await asks();
    expect(asked).toHaveLength(count);
  });
});
