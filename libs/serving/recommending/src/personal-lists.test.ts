import { InteractionType, RecommendMode } from '@stars/contracts';
import type { ServedModel } from '@stars/inference';
import { describe, expect, it, vi } from 'vitest';
import type { PersonalQuestion } from './personal-lists.js';
import { failing, fake, settled } from './testing/fake.js';
import { purchase, view } from './testing/new-test-history.js';
import { newTestOffset } from './testing/new-test-offset.js';
import { newTestOpenedRequest, newTestSecondStage } from './testing/new-test-opened-request.js';
import { bought, found, newTestPersonalLists, ranked, user, vectors } from './testing/new-test-personal-lists.js';
import { newTestListRequest } from './testing/new-test-request.js';

const { INTERACTION_TYPE_PURCHASE: PURCHASE, INTERACTION_TYPE_VIEW: VIEW } = InteractionType;
const offset = newTestOffset([0, 5]);

it('are what the user had and best sellers, before the first training', async () => {
  const { find, parts } = newTestPersonalLists();
  const seller = (itemId: string, score: number, regional = false) => ({ itemId, score, regional });
  parts.bestSellers.mockResolvedValue([seller('soap', 1, true), seller('rye', 0.2), seller('plum', 0.1)]);
  const { secondStage, buyAgain, popular } = await find();
  expect(secondStage.map(({ itemId }) => itemId)).toEqual(['rye', 'soap', 'plum']);
  expect(buyAgain).toEqual(bought);
  expect(popular).toEqual({ all: new Set(['soap', 'plum']), regional: new Set(['soap']) });
  expect(parts.repeatCandidates.mock.calls[0]!.slice(1, 3)).toEqual([user.history, 7]);
  const lists = { general: [], next: [], buyAgain: bought, secondStage: [] };
  const NEXT = RecommendMode.RECOMMEND_MODE_NEXT_INTENT;
  expect(await find({ request: newTestListRequest({ mode: NEXT }) })).toEqual(lists);
  parts.repeatCandidates.mockResolvedValue([]);
  expect(await find()).toEqual({ ...lists, buyAgain: [] });
  expect(parts.bestSellers).toHaveBeenCalledTimes(1);
  expect(parts.search).not.toHaveBeenCalled();
});

describe('PersonalLists', () => {
  function newTestSecondStageLists(changes: Parameters<typeof newTestOpenedRequest>[0] = {}, ranksNew = true) {
    const opened = newTestOpenedRequest(changes);
    const { serving, asked } = newTestSecondStage(opened, ranksNew);
    const test = newTestPersonalLists();
    const withSecondStage = fake<ServedModel>({ version: 'm1', secondStage: serving });
    const find = (more: Partial<PersonalQuestion> = {}) => test.find({ model: withSecondStage, ...more });
    return { ...test, find, opened, asked, serving, withSecondStage };
  }

  it('are ordered from both searches and the cold-start items', async () => {
    const { find, parts, opened, asked, withSecondStage: model } = newTestSecondStageLists();
    const coldStart = { general: ['new'], next: [] };
    parts.coldStart.mockResolvedValue(coldStart);
    parts.offsetOf.mockResolvedValue(offset);
    expect(await find()).toEqual({ ...found, secondStage: ranked, buyAgain: [], offset });
    expect(asked).toEqual([[user.history, { time: 7, region: '', onlyNew: false }]]);
    const moved = { general: Float32Array.of(1, 5), next: Float32Array.of(0, 6), asOf: 0 };
    expect(parts.rank.mock.calls[0]!.slice(1, 3)).toEqual([
      { model, opened, vectors: moved, history: user.history, time: 7 },
      { found, coldStart },
    ]);
    expect(parts.search.mock.calls[0]!.slice(0, 4)).toEqual([model, newTestListRequest({ shown: 3 }), 3, moved]);
    // The vectors of the profile store are shared and do not change.
    expect(vectors.general).toEqual(Float32Array.of(1, 0));
    expect(parts.coldStart.mock.calls[0]![3]).toEqual(moved);
    expect(parts.offsetOf.mock.calls[0]![1]).toBe('north');
  });

  it('say once that a simple ranking ranks, and only if it ranks something', async () => {
    const { find, parts, codes } = newTestSecondStageLists({ simple: 'recent popularity' });
    parts.rank.mockResolvedValueOnce({ ...found, secondStage: [], buyAgain: [] });
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

  it('search nothing for a user without vectors, and rank what else there is', async () => {
    const { find, parts, asked } = newTestSecondStageLists();
    expect((await find({ user: { history: [] } })).secondStage).toEqual(ranked);
    expect(asked.map(([history]) => history)).toEqual([[]]);
    expect(parts.search).not.toHaveBeenCalled();
  });

  it('are ranked without signals if these cannot be read, and the answer says so', async () => {
    const { find, serving, codes } = newTestSecondStageLists();
    const open = vi.fn(serving.open).mockImplementationOnce(failing());
    serving.open = open;
    expect((await find()).secondStage).toEqual(ranked);
    expect(open.mock.calls.map(([, { withoutSignals }]) => withoutSignals)).toEqual([undefined, true]);
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
    const model = fake<ServedModel>({ version: 'm1', secondStage: serving, kinds });
    const request = newTestListRequest({ excludeItemIds: ['rye'] });
    await find({ model, request, user: { history: [purchase('rye', 1), view('apple', 2)] } });
    await find({ model, request, user: { history: [view('apple', 2)] } });
    expect(asked.map(([, { onlyNew }]) => onlyNew)).toEqual([true, false]);
  });
});
