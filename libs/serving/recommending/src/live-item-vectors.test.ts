import type { VectorIndex } from '@stars/vector-index';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LiveItemVectors } from './live-item-vectors.js';
import { failing, fake } from './testing/fake.js';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const setOf = (...itemIds: string[]) => new Map(itemIds.map((itemId) => [itemId, { total: 1 }]));

/** Vectors over an index that has all items but `gone`; the first number of a vector is the number of the query that it answered. */
function newTestLiveVectors() {
  const asked: string[] = [];
  const getVectors = vi.fn<VectorIndex['getVectors']>(async (tenant, version, ids) => {
    asked.push(`${tenant} ${version}`);
    return ids.map((id) => (id === 'gone' ? undefined : Float32Array.of(asked.length)));
  });
  const sut = new LiveItemVectors(fake<VectorIndex>({ getVectors }));
  return { sut, getVectors, asked };
}

describe('LiveItemVectors', () => {
  it('asks the index once for each item, tenant and version', async () => {
    const { sut, asked, getVectors } = newTestLiveVectors();
    const live = setOf('a', 'gone');
    await Promise.all([sut.of('t', 'v1', live), sut.of('t', 'v1', live)]);
    expect((await sut.of('t', 'v1', live)).itemIds).toEqual(['a']);
    await sut.of('t', 'v2', live);
    await sut.of('other', 'v1', live);
    expect(asked).toEqual(['t v1', 't v2', 'other v1']);
    // Another region has some of the items.
    const { itemIds, totals } = await sut.of(
      't',
      'v1',
      new Map([
        ['b', { total: 2 }],
        ['a', { total: 3 }],
      ]),
    );
    expect([itemIds, [...totals]]).toEqual([
      ['b', 'a'],
      [2, 3],
    ]);
    expect(getVectors.mock.calls.map(([, , ids]) => ids)).toEqual([['a', 'gone'], ['a', 'gone'], ['a', 'gone'], ['b']]);
  });

  it('asks again after a failure', async () => {
    const { sut, getVectors } = newTestLiveVectors();
    const live = setOf('a');
    getVectors.mockImplementationOnce(failing());
    await expect(sut.of('t', 'v1', live)).rejects.toMatchObject({ code: 'STARS_UNAVAILABLE' });
    expect((await sut.of('t', 'v1', live)).itemIds).toEqual(['a']);
  });

  it('reads them again after half a minute, and uses the old ones meanwhile', async () => {
    const { sut, asked } = newTestLiveVectors();
    const live = setOf('a');
    const questionOf = async () => (await sut.of('t', 'v1', live)).vectors[0]![0];
    expect(await questionOf()).toBe(1);
    vi.advanceTimersByTime(29_999);
    expect(await questionOf()).toBe(1);
    expect(asked).toHaveLength(1);
    vi.advanceTimersByTime(1);
    expect(await questionOf()).toBe(1);
    expect(asked).toHaveLength(2);
    expect(await questionOf()).toBe(2);
    expect(asked).toHaveLength(2);
  });

  it('keeps the old ones if the new read fails, and tries again half a minute later', async () => {
    const { sut, getVectors } = newTestLiveVectors();
    const live = setOf('a');
    await sut.of('t', 'v1', live);
    getVectors.mockImplementationOnce(failing());
    vi.advanceTimersByTime(30_000);
    for (let n = 0; n < 3; n++) expect((await sut.of('t', 'v1', live)).of('a')).toEqual(Float32Array.of(1));
    expect(getVectors).toHaveBeenCalledTimes(2);
    vi.advanceTimersByTime(30_000);
    await sut.of('t', 'v1', live);
    expect(getVectors).toHaveBeenCalledTimes(3);
  });

  it('reads a bounded number of items, the first of their context', async () => {
    const { sut } = newTestLiveVectors();
    const vectors = await sut.of('t', 'v1', setOf(...Array.from({ length: 50_001 }, (_, n) => `i${n}`)));
    expect([vectors.itemIds.length, vectors.itemIds.at(-1)]).toEqual([50_000, 'i49999']);
  });

  it('keeps a bounded number of sets, the most recently used', async () => {
    const { sut } = newTestLiveVectors();
    const sets = Array.from({ length: 256 }, () => setOf('a'));
    const first = await sut.of('t', 'v1', sets[0]!);
    const second = await sut.of('t', 'v1', sets[1]!);
    for (const live of sets) await sut.of('t', 'v1', live);
    await sut.of('t', 'v1', sets[0]!);
    await sut.of('t', 'v1', setOf('a'));
    expect(await sut.of('t', 'v1', sets[0]!)).toBe(first);
    expect(await sut.of('t', 'v1', sets[1]!)).not.toBe(second);
  });
});
