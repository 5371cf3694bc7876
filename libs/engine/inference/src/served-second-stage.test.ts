import { ItemSums } from '@stars/contracts';
import { ContextTimeline } from '@stars/features';
import { RequestRanking } from '@stars/ranking';
import { describe, expect, it, vi } from 'vitest';
import { ServedSecondStage } from './served-second-stage.js';
import {
  ANN,
  ask,
  at,
  BOB,
  bought,
  IDS,
  model,
  newSecondStage,
  popularOf,
  rankAll,
  scored,
  unscored,
} from './testing/ask-second-stage.js';
import { tinySecondStage } from './testing/index.js';

describe('ServedSecondStage', () => {
  it('keeps apart requests that wait for stores in between, and reads each user once', async () => {
    const alone = await Promise.all(
      [ANN, BOB].map(async (history) => rankAll(await ask(newSecondStage(), history, at))),
    );
    const secondStage = newSecondStage();
    const read = vi.spyOn(RequestRanking.prototype, 'read');
    try {
      const [ann, bob] = [await ask(secondStage, ANN, at), await ask(secondStage, BOB, at)];
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

  it('lists the items of the user by frequency and recency, and popular and similar items apart', async () => {
    const opened = await ask(newSecondStage(), ANN, at);
    const { own, others, sources } = opened;
    const popular = popularOf(opened);
    expect(own).toEqual([3, 7, 5].map((item) => IDS[item]));
    expect(popular.length).toBeGreaterThan(10);
    expect(new Set([...own, ...popular]).size).toBe(own.length + popular.length);
    expect(others.slice(0, popular.length)).toEqual(popular);
    expect(others.length).toBeGreaterThanOrEqual(popular.length);
    expect(sources).toHaveLength(others.length);
    expect(new Set([...own, ...others]).size).toBe(own.length + others.length);
  });

  it('ignores events after the request, and items that it has not learned and of which nobody tells it more', async () => {
    const more = [...ANN, bought(9, -1), { ...bought(0, 1), itemId: 'launched yesterday' }];
    const [plain, same] = [await ask(newSecondStage(), ANN, at), await ask(newSecondStage(), more, at)];
    expect(same.own).toEqual(plain.own);
    expect(rankAll(same)).toEqual(rankAll(plain));
  });

  it('reads purchases in a region that the training did not know', async () => {
    const secondStage = newSecondStage();
    const own = IDS[3]!;
    const { day } = secondStage.statistics.state;
    secondStage.put(ItemSums.fromPartial({ itemId: own, day, regions: [{ region: 'a new shop', sum: 50 }] }));
    secondStage.settle();
    const scoreIn = async (region: string) =>
      rankAll(await ask(secondStage, ANN, { ...at, region })).find(({ itemId }) => itemId === own)!.score;
    expect(await scoreIn('a new shop')).not.toBe(await scoreIn('nowhere'));
  });

  it('ranks eligible items, and unlearned items that the searches found, once each', async () => {
    const opened = await ask(newSecondStage(), ANN, at);
    const eligible = new Set([IDS[3]!, ...popularOf(opened).slice(0, 2)]);
    const ranked = rankAll(opened, {
      eligible: unscored(eligible),
      found: unscored(['new', IDS[20]!, 'newer']),
      general: ['new', IDS[20]!],
      next: ['newer', 'new'],
    });
    const found = ranked.map(({ itemId }) => itemId);
    expect(new Set(found)).toEqual(new Set([...eligible, IDS[20], 'new', 'newer']));
    expect(found).toHaveLength(new Set(found).size);
    expect(ranked.filter(({ own }) => own).map(({ itemId }) => itemId)).toEqual([IDS[3]]);
    expect(ranked.every(({ score }) => Number.isFinite(score))).toBe(true);
    expect(rankAll(opened, {}, 4)).toHaveLength(4);
  });

  it('says how popular a learned item is', async () => {
    const secondStage = tinySecondStage(IDS.length);
    const opened = await ask(new ServedSecondStage(model, secondStage, async () => new ContextTimeline()), ANN, at);
    const ranked = rankAll(opened);
    const counts = ranked.map(({ itemId }) => secondStage.statistics.all[IDS.indexOf(itemId)]!);
    expect(ranked.map(({ logPopularity }) => logPopularity)).toEqual(counts.map(Math.log1p));
    expect(new Set(counts).size).toBeGreaterThan(3);
  });

  it('ranks unseen items by their own weights', async () => {
    const secondStage = newSecondStage();
    const opened = await ask(secondStage, ANN, { ...at, onlyNew: true });
    expect(opened.depth).toMatchObject({ own: 0 });
    const fresh = rankAll(opened);
    const own = new Set(opened.own);
    expect(fresh.length).toBeGreaterThan(10);
    expect(fresh.filter((item) => item.own || own.has(item.itemId))).toEqual([]);
    const all = await ask(secondStage, ANN, at);
    const scores = new Map(rankAll(all).map(({ itemId, score }) => [itemId, score]));
    expect(fresh.some(({ itemId, score }) => scores.get(itemId) !== score)).toBe(true);
  });

  it('uses the region of the request, or else of the last event', async () => {
    const [last, asked] = [
      await ask(newSecondStage(), ANN, at),
      await ask(newSecondStage(), ANN, { ...at, region: 'elsewhere' }),
    ];
    expect([last.region, asked.region]).toEqual(['north', 'elsewhere']);
    expect(rankAll(asked)).not.toEqual(rankAll(last));
    const stranger = await ask(newSecondStage(), [], at);
    expect([stranger.region, stranger.own]).toEqual(['', []]);
  });

  it('uses the model’s scores; an item without a vector has a very low score, never NaN', async () => {
    const opened = await ask(newSecondStage(), ANN, at);
    const best = { general: 4, next: 8 };
    const withScores = (score: (itemId: string) => number) => rankAll(opened, { eligible: scored(IDS, score), best });
    expect(withScores((itemId) => IDS.indexOf(itemId) / 10)).not.toEqual(rankAll(opened));
    const without = withScores(() => Number.NaN);
    expect(without).toEqual(withScores(() => -1000));
    expect(without.every(({ score }) => Number.isFinite(score))).toBe(true);
  });
});
