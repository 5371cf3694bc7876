import { ItemSums } from '@stars/contracts';
import { ContextTimeline } from '@stars/features';
import { type RankedCandidate, type RequestMoment, RequestRanking } from '@stars/ranking';
import { describe, expect, it, vi } from 'vitest';
import type { SecondStageArtifact } from './second-stage-artifact.js';
import { ServedSecondStage } from './served-second-stage.js';
import {
  ANN,
  ask,
  at,
  BOB,
  bought,
  IDS,
  model,
  NOW,
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

describe('a list because of seeds', () => {
  const seeds = [{ itemId: IDS[3]!, weight: 1 }];
  const asked = (more: Partial<RequestMoment> = {}) => ({ ...at, seeds, ...more });
  const idsOf = (ranked: readonly RankedCandidate[]): string[] => ranked.map(({ itemId }) => itemId);

  it('has no seed, neither of the user nor of another source', async () => {
    const found = await ask(newSecondStage(), ANN, asked());
    expect(found.own).toEqual([7, 5].map((item) => IDS[item]));
    expect([...found.others, ...idsOf(rankAll(found))]).not.toContain(IDS[3]);
    const stranger = await ask(newSecondStage(), [], asked());
    expect(stranger.others.length).toBeGreaterThan(10);
    expect([...stranger.others, ...idsOf(rankAll(stranger))]).not.toContain(IDS[3]);
  });

  it('has no seed of a large cart, of which only the heaviest count', async () => {
    const cart = IDS.slice(10).map((itemId) => ({ itemId, weight: 1 }));
    const ranked = rankAll(await ask(newSecondStage(), ANN, asked({ seeds: cart })));
    expect(ranked.length).toBeGreaterThan(0);
    expect(idsOf(ranked).filter((id) => cart.some(({ itemId }) => itemId === id))).toEqual([]);
  });

  it('depends on the seeds, and not on what was touched last', async () => {
    const ofOther = rankAll(await ask(newSecondStage(), [], asked({ seeds: [{ itemId: IDS[4]!, weight: 1 }] })));
    expect(rankAll(await ask(newSecondStage(), [], asked()))).not.toEqual(ofOther);
    // The model counts all kinds of events alike, so only what is searched for in groups can be touched without a purchase.
    const browsing = [{ itemId: 'group', time: NOW }];
    expect(rankAll(await ask(newSecondStage(), ANN, asked({ browsing })))).toEqual(
      rankAll(await ask(newSecondStage(), ANN, asked())),
    );
  });

  it('is as without seeds if no seed has a place, and passes over those that have none', async () => {
    const nobody = { itemId: 'never heard of', weight: 9 };
    const known = rankAll(await ask(newSecondStage(), ANN, asked()));
    expect(rankAll(await ask(newSecondStage(), ANN, asked({ seeds: [nobody, ...seeds] })))).toEqual(known);
    const plain = rankAll(await ask(newSecondStage(), ANN, at));
    expect(rankAll(await ask(newSecondStage(), ANN, asked({ seeds: [nobody] })))).toEqual(plain);
    expect(known).not.toEqual(plain);
  });

  it('has the weights for seeds and, of a model that has none, those of all candidates', async () => {
    const { seeded, ...before } = tinySecondStage(IDS.length);
    const open = (artifact: SecondStageArtifact) =>
      new ServedSecondStage(model, artifact, async () => new ContextTimeline());
    const old = rankAll(await ask(open(before), ANN, asked()));
    expect(old.length).toBeGreaterThan(10);
    expect(old).toEqual(rankAll(await ask(open({ ...before, seeded: before.all }), ANN, asked())));
    expect(rankAll(await ask(open({ ...before, seeded }), ANN, asked()))).not.toEqual(old);
  });

  it('has only unseen items where these are asked for', async () => {
    const found = await ask(newSecondStage(), ANN, asked({ onlyNew: true }));
    expect(found.depth.own).toBe(0);
    expect(rankAll(found).filter(({ own, itemId }) => own || itemId === IDS[3])).toEqual([]);
  });

  it('can say that it is because of a seed', async () => {
    const found = await ask(newSecondStage(), [], asked());
    const rows = rankAll(found).map(({ explainable }) => explainable);
    const claims = rows.flatMap(({ scored, request }) => request.claimsOf([scored])[0]!);
    const items = new Set(claims.flatMap(({ itemId }) => itemId ?? []));
    expect([...items].filter((id) => id !== IDS[3])).toEqual([]);
    expect(claims.some(({ evidence }) => evidence === 'similar')).toBe(true);
  });
});
