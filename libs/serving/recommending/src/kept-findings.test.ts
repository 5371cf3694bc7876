import { expect, it, vi } from 'vitest';
import { type FoundCandidates, KeptFindings } from './kept-findings.js';

const USER = { general: new Float32Array(1), next: new Float32Array(1), asOf: 0 };
/** Best first. */
const ITEMS = ['a', 'b', 'c', 'd', 'e', 'f'];

function newTestSearch(room: number) {
  const kept = new KeptFindings(room);
  const find = vi.fn();
  const search = async ({ depth = 2, exclude = [] as string[], key = '' }): Promise<string[]> => {
    const excluded = new Set(exclude);
    const found = await kept.search(USER, key, { depth, exclude: excluded }, async (most): Promise<FoundCandidates> => {
      find(most);
      const best = ITEMS.filter((itemId) => !excluded.has(itemId)).slice(0, most);
      const candidates = best.map((itemId, n) => ({ itemId, score: -n }));
      return { general: candidates, next: candidates };
    });
    expect(found.next).toEqual(found.general);
    return found.general.map(({ itemId }) => itemId);
  };
  return { search, find };
}

it('answers a narrower search from an earlier one that found so many more', async () => {
  const { search, find } = newTestSearch(2);
  expect(await search({})).toEqual(['a', 'b']);
  expect(await search({ exclude: ['a', 'b'] })).toEqual(['c', 'd']);
  expect(find.mock.calls).toEqual([[4]]);
});

it('searches again for what the earlier search may lack', async () => {
  const { search, find } = newTestSearch(1);
  await search({});
  expect(await search({ exclude: ['a', 'b'] })).toEqual(['c', 'd']);
  expect(await search({ depth: 3, exclude: ['a', 'b'] })).toEqual(['c', 'd', 'e']);
  // The second search found so many more, too.
  expect(find.mock.calls).toEqual([[3], [3]]);
});

it('does not take from a search that excluded more, or was for something else', async () => {
  const { search, find } = newTestSearch(4);
  await search({ exclude: ['a'] });
  expect(await search({})).toEqual(['a', 'b']);
  expect(await search({ key: 'other' })).toEqual(['a', 'b']);
  expect(find).toHaveBeenCalledTimes(3);
});

it('knows that an index with fewer items has no more', async () => {
  const { search, find } = newTestSearch(6);
  expect(await search({})).toEqual(['a', 'b']);
  expect(await search({ exclude: ITEMS.slice(0, 5) })).toEqual(['f']);
  expect(find).toHaveBeenCalledTimes(1);
});

it('keeps candidates from memory by all that they depend on', async () => {
  const kept = new KeptFindings();
  const find = vi.fn(async () => ({}) as never);
  const [one, again, other] = [
    await kept.candidates('a', find),
    await kept.candidates('a', find),
    await kept.candidates('b', find),
  ];
  expect([one === again, one === other, find.mock.calls.length]).toEqual([true, false, 2]);
});
