import type { ServedModel } from '@stars/inference';
import { describe, expect, it, vi } from 'vitest';
import type { CandidateSearch } from './candidate-search.js';
import { type ColdStartSearch, NO_NEWCOMERS } from './cold-start-search.js';
import type { ContextOffsets } from './context-offsets.js';
import type { LiveItemSearch } from './live-item-search.js';
import { PersonalLists, type PersonalQuestion } from './personal-lists.js';
import type { RepeatCandidates } from './repeat-candidates.js';
import type { SecondStageRecommender } from './second-stage-recommender.js';
import { failing, fake, settled } from './testing/fake.js';
import { codesOf, newTestDegradations } from './testing/new-test-degradations.js';
import { purchase } from './testing/new-test-history.js';
import { newTestMetrics } from './testing/new-test-metrics.js';
import { newTestOffset } from './testing/new-test-offset.js';
import { newTestOpenedRequest, newTestSecondStage } from './testing/new-test-opened-request.js';
import { newTestListRequest } from './testing/new-test-request.js';

const vectors = { general: Float32Array.of(1, 0), next: Float32Array.of(0, 1), asOf: 0 };
const user = { history: [purchase('apple', 1), purchase('rye', 2)], vectors };
const found = { general: [{ itemId: 'pear', score: 2 }], next: [{ itemId: 'roll', score: 1 }] };
const bought = [{ itemId: 'rye', score: 1 }];
const offset = newTestOffset({ soap: 1 }, [0, 5]);
const model = fake<ServedModel>({ version: 'm1' });

/** Lists made of parts that a test may replace; each part is a spy. */
function newTestPersonalLists() {
  const parts = {
    search: vi.fn<CandidateSearch['find']>(async () => found),
    own: vi.fn<RepeatCandidates['find']>(async () => bought),
    eligible: vi.fn<SecondStageRecommender['eligible']>(async () => ['apple']),
    rank: vi.fn<SecondStageRecommender['rank']>(async () => [{ itemId: 'apple', score: 9, source: 1 }]),
    offsetOf: vi.fn<ContextOffsets['of']>(async () => undefined),
    merge: vi.fn<LiveItemSearch['merge']>(async (searched) => ({ ...searched.found, next: [] })),
    newcomers: vi.fn<ColdStartSearch['find']>(async () => NO_NEWCOMERS),
  };
  const sut = new PersonalLists(
    fake<CandidateSearch>({ find: parts.search }),
    fake<RepeatCandidates>({ find: parts.own }),
    fake<SecondStageRecommender>({ eligible: parts.eligible, rank: parts.rank }),
    fake<ContextOffsets>({ of: parts.offsetOf }),
    fake<LiveItemSearch>({ merge: parts.merge }),
    fake<ColdStartSearch>({ find: parts.newcomers }),
    newTestMetrics().metrics,
  );
  const degradations = newTestDegradations();
  const abort = new AbortController();
  const find = (changes: Partial<PersonalQuestion> = {}) => {
    const request = newTestListRequest({ shown: 3 });
    const question = { request, model, user, time: 7, jointly: true, ...changes };
    return sut.find(question, degradations, abort.signal);
  };
  /** How many items each search was for. */
  const searched = () => parts.search.mock.calls.map(([, , depth]) => depth);
  return { find, parts, searched, abort, codes: () => codesOf(degradations) };
}

describe('PersonalLists of a model without a second stage', () => {
  it('are both searches and own items, asked for side by side', async () => {
    const { find, parts } = newTestPersonalLists();
    const first = Promise.withResolvers<typeof found>();
    parts.search.mockReturnValue(first.promise);
    const lists = find();
    await settled();
    expect(parts.own).toHaveBeenCalledTimes(1);
    first.resolve(found);
    expect(await lists).toEqual({ ...found, buyAgain: bought, joint: [] });
    expect(parts.search.mock.calls[0]!.slice(0, 4)).toEqual(['m1', newTestListRequest({ shown: 3 }), 3, vectors]);
    expect(parts.own.mock.calls[0]!.slice(1, 4)).toEqual([3, user.history, 7]);
    expect(parts.merge).not.toHaveBeenCalled();
    expect(parts.eligible).not.toHaveBeenCalled();
  });

  it.each([
    ['there is no model', { model: undefined }],
    ['the user has no vectors', { user: { history: user.history } }],
  ])('are own items alone where %s', async (_, changes) => {
    const { find, parts } = newTestPersonalLists();
    expect(await find(changes)).toEqual({ general: [], next: [], buyAgain: bought, joint: [] });
    expect(parts.search).not.toHaveBeenCalled();
  });

  it('are searched with the vectors that the context moved, and then hold the items with a signal', async () => {
    const { find, parts } = newTestPersonalLists();
    parts.offsetOf.mockResolvedValue(offset);
    const lists = await find();
    const moved = { general: Float32Array.of(1, 5), next: Float32Array.of(0, 6), asOf: 0 };
    expect(parts.search.mock.calls[0]![3]).toEqual(moved);
    expect(parts.merge.mock.calls[0]![0]).toMatchObject({ modelVersion: 'm1', vectors: moved, offset, found });
    expect(lists).toEqual({ general: found.general, next: [], buyAgain: bought, joint: [], offset });
    // What the profile store gave is shared, and stays.
    expect(vectors.general).toEqual(Float32Array.of(1, 0));
  });
});

describe('PersonalLists of a model with a second stage', () => {
  function newTestSecondStageLists(changes: Parameters<typeof newTestOpenedRequest>[0] = {}, ranksNew = true) {
    const visit = newTestOpenedRequest(changes);
    const { serving, asked } = newTestSecondStage(visit, ranksNew);
    const test = newTestPersonalLists();
    const withSecondStage = fake<ServedModel>({ version: 'm1', joint: serving });
    const find = (more: Partial<PersonalQuestion> = {}) => test.find({ model: withSecondStage, ...more });
    return { ...test, find, visit, asked, serving };
  }

  it('are ranked by it, of what both searches, the catalogue and the new items give', async () => {
    const { find, parts, visit, asked } = newTestSecondStageLists();
    const newcomers = { general: ['new'], next: [] };
    parts.newcomers.mockResolvedValue(newcomers);
    parts.offsetOf.mockResolvedValue(offset);
    const { joint, general } = await find();
    expect([joint, general]).toEqual([[{ itemId: 'apple', score: 9, source: 1 }], found.general]);
    expect(asked).toEqual([[user.history, { time: 7, region: '', onlyNew: false }]]);
    const moved = { general: Float32Array.of(1, 5), next: Float32Array.of(0, 6), asOf: 0 };
    expect(parts.rank.mock.calls[0]![1]).toEqual({
      modelVersion: 'm1',
      visit,
      eligible: ['apple'],
      vectors: moved,
      found: { ...found, next: [] },
      newcomers,
      offset,
    });
    expect(parts.newcomers.mock.calls[0]![3]).toEqual(moved);
    expect(parts.offsetOf.mock.calls[0]![1]).toBe('north');
  });

  it('searches as deep as the second stage wants, and never less deep than the ranking is long', async () => {
    for (const [depth, pool] of [
      [50, 50],
      [1, 3],
    ]) {
      const { find, searched } = newTestSecondStageLists({ depth: { own: 2, searched: depth!, coldStartItems: 0 } });
      await find();
      expect(searched()).toEqual([pool]);
    }
  });

  it('are filled with own items only where it ranked fewer than are wanted', async () => {
    const { find, parts } = newTestSecondStageLists();
    expect((await find()).buyAgain).toEqual(bought);
    const ranked = ['a', 'b', 'c'].map((itemId) => ({ itemId, score: 1, source: 1 }));
    parts.rank.mockResolvedValue(ranked);
    parts.own.mockClear();
    expect((await find()).buyAgain).toEqual([]);
    expect(parts.own).not.toHaveBeenCalled();
  });

  it('asks its stores side by side', async () => {
    const { find, parts } = newTestSecondStageLists();
    const all = [parts.search, parts.eligible, parts.newcomers];
    const gate = Promise.withResolvers<never>();
    for (const part of all) part.mockReturnValue(gate.promise);
    const lists = find();
    await settled();
    expect(all.map((part) => part.mock.calls.length)).toEqual([1, 1, 1]);
    gate.reject(new Error('of a store'));
    await expect(lists).rejects.toThrow('of a store');
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

  it('take turns where it is not asked for, or has nothing of the user to go by', async () => {
    const { find, parts, asked } = newTestSecondStageLists();
    const turns = { ...found, buyAgain: bought, joint: [] };
    expect(await find({ jointly: false })).toEqual(turns);
    expect(await find({ user: { history: [], vectors } })).toEqual(turns);
    expect(asked).toEqual([]);
    expect(parts.rank).not.toHaveBeenCalled();
  });

  it('take turns where its signals cannot be read, and the answer says so', async () => {
    const { find, serving, codes } = newTestSecondStageLists();
    serving.open = failing();
    expect((await find()).joint).toEqual([]);
    expect(codes()).toEqual(['STARS_UNAVAILABLE']);
  });

  it('ranks as it learned of new items where the user may see nothing that they had', async () => {
    const onlyNewOf = async (excludeItemIds: string[], ranksNew = true) => {
      const { find, asked } = newTestSecondStageLists({}, ranksNew);
      await find({ request: newTestListRequest({ excludeItemIds }) });
      return asked[0]![1].onlyNew;
    };
    expect(await onlyNewOf(['rye', 'apple', 'soap'])).toBe(true);
    expect(await onlyNewOf(['rye'])).toBe(false);
    expect(await onlyNewOf(['rye', 'apple'], false)).toBe(false);
  });
});
