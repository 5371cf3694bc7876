import { InteractionType, RecommendMode } from '@stars/contracts';
import type { ServedModel } from '@stars/inference';
import { describe, expect, it, vi } from 'vitest';
import type { PersonalQuestion } from './personal-lists.js';
import { failing, fake, settled } from './testing/fake.js';
import { purchase, view } from './testing/new-test-history.js';
import { newTestOffset } from './testing/new-test-offset.js';
import { newTestOpenedRequest, newTestSecondStage } from './testing/new-test-opened-request.js';
import { bought, found, model, newTestPersonalLists, user, vectors } from './testing/new-test-personal-lists.js';
import { newTestPrior } from './testing/new-test-prior.js';
import { newTestListRequest } from './testing/new-test-request.js';

const { INTERACTION_TYPE_PURCHASE: PURCHASE, INTERACTION_TYPE_VIEW: VIEW } = InteractionType;
const offset = newTestOffset({ soap: 1 }, [0, 5]);

describe('PersonalLists of a model without a second stage', () => {
  it('are both searches and repeat candidates, found in parallel', async () => {
    const { find, parts } = newTestPersonalLists();
    const first = Promise.withResolvers<typeof found>();
    parts.search.mockReturnValue(first.promise);
    const lists = find();
    await settled();
    expect(parts.repeated).toHaveBeenCalledTimes(1);
    first.resolve(found);
    expect(await lists).toEqual({ ...found, buyAgain: bought, secondStage: [] });
    expect(parts.search.mock.calls[0]!.slice(0, 4)).toEqual(['m1', newTestListRequest({ shown: 3 }), 3, vectors]);
    expect(parts.repeated.mock.calls[0]!.slice(1, 4)).toEqual([3, user.history, 7]);
    expect(parts.merge).not.toHaveBeenCalled();
    expect(parts.rank).not.toHaveBeenCalled();
  });

  it.each([
    ['there is no model', { model: undefined }],
    ['the user has no vectors', { user: { history: user.history } }],
  ])('are only repeat candidates if %s', async (_, changes) => {
    const { find, parts } = newTestPersonalLists();
    expect(await find(changes)).toEqual({ general: [], next: [], buyAgain: bought, secondStage: [] });
    expect(parts.search).not.toHaveBeenCalled();
  });

  it('are searched with the vectors that the context moved, then merged with the items that have a signal', async () => {
    const { find, parts } = newTestPersonalLists();
    parts.offsetOf.mockResolvedValue(offset);
    const lists = await find();
    const moved = { general: Float32Array.of(1, 5), next: Float32Array.of(0, 6), asOf: 0 };
    expect(parts.search.mock.calls[0]![3]).toEqual(moved);
    expect(parts.merge.mock.calls[0]![0]).toMatchObject({ modelVersion: 'm1', vectors: moved, offset, found });
    expect(lists).toEqual({ general: found.general, next: [], buyAgain: bought, secondStage: [], offset });
    // The vectors of the profile store are shared and do not change.
    expect(vectors.general).toEqual(Float32Array.of(1, 0));
  });
});

describe('PersonalLists of a model with a repeat head', () => {
  it('have the items that the user had at their places, scored by the vectors that the context moved', async () => {
    const { find, parts } = newTestPersonalLists();
    parts.offsetOf.mockResolvedValue(offset);
    parts.merge.mockResolvedValue(found);
    parts.named.mockResolvedValue({ general: [{ itemId: 'rye', score: 3 }], next: [{ itemId: 'roll', score: 0.5 }] });
    const { general, next } = await find();
    expect(general.map(({ itemId }) => itemId)).toEqual(['rye', 'pear']);
    expect(next).toEqual([{ itemId: 'roll', score: 0.5 }]);
    const moved = { general: Float32Array.of(1, 5), next: Float32Array.of(0, 6), asOf: 0 };
    expect(parts.named.mock.calls[0]![0]).toMatchObject({
      model,
      vectors: moved,
      offset,
      history: user.history,
      time: 7,
    });
  });
});

describe('PersonalLists of a model with a prior of late', () => {
  const prior = newTestPrior({ tea: 3 });
  const deep = { ...found, general: [...found.general, { itemId: 'tea', score: 1 }] };

  it('search deeper than is wanted, and keep the best with what it adds', async () => {
    const { find, parts, searched } = newTestPersonalLists();
    parts.search.mockResolvedValue(deep);
    const lists = await find({
      model: fake<ServedModel>({ version: 'm1', prior }),
      request: newTestListRequest({ pool: 1 }),
    });
    expect(searched()).toEqual([200]);
    expect(lists.general).toEqual([{ itemId: 'tea', score: 4 }]);
  });

  it('have the second stage rank by it too', async () => {
    const { find, parts, searched } = newTestPersonalLists();
    parts.search.mockResolvedValue(deep);
    const { serving } = newTestSecondStage(newTestOpenedRequest());
    await find({ model: fake<ServedModel>({ version: 'm1', joint: serving, prior }) });
    expect(searched()).toEqual([200]);
    const [, asked, { found: shifted }] = parts.rank.mock.calls[0]!;
    expect(asked.prior).toBe(prior);
    expect(shifted.general.map(({ score }) => score)).toEqual([4, 2]);
  });
});

describe('PersonalLists of a model with a second stage', () => {
  function newTestSecondStageLists(changes: Parameters<typeof newTestOpenedRequest>[0] = {}, ranksNew = true) {
    const opened = newTestOpenedRequest(changes);
    const { serving, asked } = newTestSecondStage(opened, ranksNew);
    const test = newTestPersonalLists();
    const withSecondStage = fake<ServedModel>({ version: 'm1', joint: serving });
    const find = (more: Partial<PersonalQuestion> = {}) => test.find({ model: withSecondStage, ...more });
    return { ...test, find, opened, asked, serving };
  }

  it('are ranked by it, from both searches and the cold-start items', async () => {
    const { find, parts, opened, asked } = newTestSecondStageLists();
    const coldStart = { general: ['new'], next: [] };
    parts.coldStart.mockResolvedValue(coldStart);
    parts.offsetOf.mockResolvedValue(offset);
    const { secondStage, general } = await find();
    expect([secondStage, general]).toEqual([[{ itemId: 'apple', score: 9, source: 1 }], found.general]);
    expect(asked).toEqual([[user.history, { time: 7, region: '', onlyNew: false }]]);
    const moved = { general: Float32Array.of(1, 5), next: Float32Array.of(0, 6), asOf: 0 };
    expect(parts.rank.mock.calls[0]!.slice(1, 3)).toEqual([
      { modelVersion: 'm1', opened, vectors: moved, prior: undefined, only: undefined },
      { found, coldStart },
    ]);
    // Its columns have the signals of items, so no item with a signal is scored besides.
    expect(parts.merge).not.toHaveBeenCalled();
    expect(parts.coldStart.mock.calls[0]![3]).toEqual(moved);
    expect(parts.offsetOf.mock.calls[0]![1]).toBe('north');
  });

  it('say once that a simple ranking ranks, and only if it ranks something', async () => {
    const { find, parts, codes } = newTestSecondStageLists({ simple: 'recent popularity' });
    await find({ useSecondStage: false });
    parts.rank.mockResolvedValueOnce([]);
    await find();
    expect(codes()).toEqual([]);
    await find();
    await find();
    expect(codes()).toEqual(['STARS_SIMPLE_RANKING']);
  });

  it('searches as deep as the second stage wants, and never less deep than the pool', async () => {
    for (const [depth, pool] of [
      [50, 50],
      [1, 3],
    ]) {
      const { find, searched } = newTestSecondStageLists({ depth: { own: 2, searched: depth!, coldStartItems: 0 } });
      await find();
      expect(searched()).toEqual([pool]);
    }
  });

  it('are filled with repeat candidates only if it ranked fewer than are wanted', async () => {
    const { find, parts } = newTestSecondStageLists();
    expect((await find()).buyAgain).toEqual(bought);
    const ranked = ['a', 'b', 'c'].map((itemId) => ({ itemId, score: 1, source: 1 }));
    parts.rank.mockResolvedValue(ranked);
    parts.repeated.mockClear();
    expect((await find()).buyAgain).toEqual([]);
    expect(parts.repeated).not.toHaveBeenCalled();
  });

  it('are only repeat candidates in mode BUY_AGAIN, compared with the best of the searches', async () => {
    const { find, parts } = newTestSecondStageLists();
    const viewed = { ...purchase('soap', 3), type: InteractionType.INTERACTION_TYPE_VIEW };
    const mode = RecommendMode.RECOMMEND_MODE_BUY_AGAIN;
    const known = { history: [...user.history, viewed], vectors };
    await find({ request: newTestListRequest({ mode }), user: known });
    expect(parts.search.mock.calls[0]![1].mode).toBe(RecommendMode.RECOMMEND_MODE_JOINT);
    expect(parts.rank.mock.calls[0]![1].only).toEqual(new Set(['apple', 'rye']));
    expect(parts.repeated.mock.calls[0]![2]).toEqual(user.history);
  });

  it('asks its stores in parallel', async () => {
    const { find, parts } = newTestSecondStageLists();
    const all = [parts.search, parts.coldStart];
    const gate = Promise.withResolvers<never>();
    for (const part of all) part.mockReturnValue(gate.promise);
    const lists = find();
    await settled();
    expect(all.map((part) => part.mock.calls.length)).toEqual([1, 1]);
    gate.reject(new Error('of a store'));
    await expect(lists).rejects.toThrow('of a store');
  });

  it('closes the opened request once, also if something fails in between', async () => {
    const close = vi.fn();
    const { find, parts } = newTestSecondStageLists({ close });
    await find();
    expect(close).toHaveBeenCalledTimes(1);
    for (const part of [parts.offsetOf, parts.search, parts.coldStart, parts.rank]) {
      close.mockClear();
      part.mockRejectedValueOnce(new Error('of a store'));
      await expect(find()).rejects.toThrow('of a store');
      expect(close).toHaveBeenCalledTimes(1);
    }
  });

  it('ranks nothing for a caller who is gone', async () => {
    const { find, parts, abort } = newTestSecondStageLists();
    parts.search.mockImplementation(async () => {
      abort.abort(new Error('gone'));
      return found;
    });
    await expect(find()).rejects.toThrow('gone');
    expect(parts.rank).not.toHaveBeenCalled();
  });

  it('are not ranked by it if it is not wanted', async () => {
    const { find, parts, asked } = newTestSecondStageLists();
    const unranked = { ...found, buyAgain: bought, secondStage: [] };
    expect(await find({ useSecondStage: false })).toEqual(unranked);
    expect(asked).toEqual([]);
    expect(parts.rank).not.toHaveBeenCalled();
  });

  it('are ranked by it for a user of whom nothing is known', async () => {
    const { find, asked } = newTestSecondStageLists();
    expect((await find({ user: { history: [] } })).secondStage).not.toEqual([]);
    expect(asked.map(([history]) => history)).toEqual([[]]);
  });

  it('are not ranked by it if its signals cannot be read, and the answer says so', async () => {
    const { find, serving, codes } = newTestSecondStageLists();
    serving.open = failing();
    expect((await find()).secondStage).toEqual([]);
    expect(codes()).toEqual(['STARS_UNAVAILABLE']);
  });

  it('ranks as for unseen items only if all items of the user’s history are excluded', async () => {
    const onlyNewOf = async (excludeItemIds: string[], ranksNew = true) => {
      const { find, asked } = newTestSecondStageLists({}, ranksNew);
      await find({ request: newTestListRequest({ excludeItemIds }) });
      return asked[0]![1].onlyNew;
    };
    expect(await onlyNewOf(['rye', 'apple', 'soap'])).toBe(true);
    expect(await onlyNewOf(['rye'])).toBe(false);
    expect(await onlyNewOf(['rye', 'apple'], false)).toBe(false);
  });

  it('take only what the model predicts for what the user had', async () => {
    const { find, asked, serving } = newTestSecondStageLists();
    const kinds = { target: PURCHASE, weights: new Map([[VIEW, 0.2]]) };
    const model = fake<ServedModel>({ version: 'm1', joint: serving, kinds });
    const request = newTestListRequest({ excludeItemIds: ['rye'] });
    await find({ model, request, user: { history: [purchase('rye', 1), view('apple', 2)] } });
    await find({ model, request, user: { history: [view('apple', 2)] } });
    expect(asked.map(([, { onlyNew }]) => onlyNew)).toEqual([true, false]);
  });
});
