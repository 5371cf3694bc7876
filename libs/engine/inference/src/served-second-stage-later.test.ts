import { ContextSignal, ItemSums } from '@stars/contracts';
import { ContextTimeline } from '@stars/features';
import type { FeatureLayout, KnownCandidates } from '@stars/ranking';
import { describe, expect, it } from 'vitest';
import type { LaterItem } from './cold-start-items.js';
import { ServedSecondStage } from './served-second-stage.js';
import {
  ANN,
  ask,
  at,
  bought,
  DAY,
  IDS,
  model,
  NOW,
  popularOf,
  rankAll,
  unscored,
} from './testing/ask-second-stage.js';
import { tinySecondStage } from './testing/index.js';

describe('ServedSecondStage and items that the model has not learned', () => {
  it('ranks items that were met since the training by what is known of them since, once the catalogue was read', async () => {
    const book = {
      has: () => false,
      get: async (ids: readonly string[]): Promise<(LaterItem | undefined)[]> =>
        ids.map((id) => (id === 'gone' ? undefined : { classes: [0] })),
    };
    const artifact = { ...tinySecondStage(IDS.length), levels: [new Int32Array(IDS.length)] };
    const { day } = artifact.statistics;
    const secondStage = new ServedSecondStage(model, artifact, async () => new ContextTimeline(), book);
    const sold = (itemId: string, day: number) =>
      ItemSums.fromPartial({ itemId, day, purchases: 9, decayed: [9, 9, 9] });
    for (const sums of [sold('launched', day), sold('gone', day), sold('old', day - 1)]) secondStage.put(sums);
    expect([await secondStage.admitMet(), await secondStage.admitMet()]).toEqual([true, false]);
    secondStage.settle();
    const had = ['launched', 'gone', 'old'].map((itemId) => ({ ...bought(0, 1), itemId }));
    const [mine, others] = [await ask(secondStage, had, at), await ask(secondStage, [], at)];
    expect([mine.own, others.others.includes('launched')]).toEqual([['launched'], true]);
    const ranked = rankAll(mine, { eligible: unscored(['launched']) });
    expect(ranked).toEqual([expect.objectContaining({ itemId: 'launched', own: true, logPopularity: Math.log1p(9) })]);
  });

  it('has promoted cold-start items among its candidates once their neighbours are known', async () => {
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
      get: async (ids: readonly string[]): Promise<(LaterItem | undefined)[]> => {
        asked.push([...ids]);
        if (away) throw new Error('the catalogue is away');
        const borrowed = { items: Int32Array.of(3), weights: Float32Array.of(1) };
        return ids.map((id) => (id === 'launch' ? { borrowed, classes: [0] } : undefined));
      },
    };
    const artifact = tinySecondStage(IDS.length, { layout });
    const secondStage = new ServedSecondStage(model, artifact, async () => timeline, book);
    const asks = (of = secondStage) => ask(of, ANN, { ...at, onlyNew: true });
    const newAmong = (opened: KnownCandidates) => promoted.filter((id) => popularOf(opened).includes(id));
    // Nobody waits, and the next request tries again what failed.
    expect([newAmong(await asks()), newAmong(await asks())]).toEqual([[], []]);
    away = false;
    await asks();
    await expect.poll(async () => newAmong(await asks())).toEqual(['launch']);
    expect(new Set(asked.flat())).toEqual(new Set(['launch', 'relaunch']));
    const opened = await asks();
    const eligible = unscored([...IDS, 'launch']);
    const ranked = rankAll(opened, { eligible });
    expect(ranked.map(({ itemId }) => itemId)).toContain('launch');
    // Both weights are added to its score, and to no other.
    const coldStart = { all: { bias: 0, live: 0 }, fresh: { bias: 1, live: 2 } };
    const weighted = new ServedSecondStage(model, { ...artifact, coldStart }, async () => timeline, book);
    await expect.poll(async () => newAmong(await asks(weighted))).toEqual(['launch']);
    const before = new Map(ranked.map(({ itemId, score }) => [itemId, score]));
    for (const { itemId, score } of rankAll(await asks(weighted), { eligible })) {
      expect(score).toBeCloseTo(before.get(itemId)! + (itemId === 'launch' ? 3 : 0), 5);
    }
    expect(newAmong(await ask(secondStage, ANN, at))).toEqual([]);
    // Known items are not read again and again.
    const count = asked.length;
    await asks();
    expect(asked).toHaveLength(count);
  });
});
