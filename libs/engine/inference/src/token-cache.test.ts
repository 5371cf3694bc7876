import type { ItemFeatures } from '@stars/contracts';
import { describe, expect, it } from 'vitest';
import { tinyFeatures } from './testing/tiny-model.js';
import { TokenCache } from './token-cache.js';

/** A token holds the version of the features that it was made from, which is their tag too. */
const model = {
  encoded: [] as string[],
  reads: (item: ItemFeatures) => item.embeddingModel === 'tiny',
  encodeItems(items: readonly ItemFeatures[]) {
    this.encoded.push(...items.map(({ itemId }) => itemId));
    return items.map(({ itemVersion }) => ({ token: Float32Array.of(itemVersion), vector: new Float32Array(1) }));
  },
};

function cacheOf(limit?: number) {
  const catalog = new Map<string, ItemFeatures>();
  const asked: string[][] = [];
  let gate: Promise<void> = Promise.resolve();
  let time = 0;
  const cache = new TokenCache(
    model,
    async (ids) => {
      asked.push([...ids]);
      const answer = ids.map((id) => catalog.get(id));
      await gate;
      return answer;
    },
    { believedMs: 1000, now: () => time, ...(limit === undefined ? {} : { limit }) },
  );
  const pass = (ms: number): void => {
    time += ms;
  };
  const set = (id: string, itemVersion: number, part: Partial<ItemFeatures> = {}): ItemFeatures => {
    const features = tinyFeatures(id, { itemVersion, tags: [`${itemVersion}`], ...part });
    catalog.set(id, features);
    return features;
  };
  const versions = async (...ids: string[]) =>
    Object.fromEntries([...(await cache.get(ids))].map(([id, token]) => [id, token[0]]));
  const hold = (until: Promise<void>): void => {
    gate = until;
  };
  return { cache, asked, set, versions, hold, pass };
}

describe('TokenCache', () => {
  it('asks for features once, and again for items that have none yet', async () => {
    const { asked, set, versions } = cacheOf();
    set('a', 1);
    expect(await versions('a', 'b', 'a')).toEqual({ a: 1 });
    set('b', 4);
    expect(await versions('a', 'b')).toEqual({ a: 1, b: 4 });
    expect(asked).toEqual([['a', 'b'], ['b']]);
  });

  it('has no token of features that the model cannot read', async () => {
    const { set, versions } = cacheOf();
    set('a', 1, { embeddingModel: 'other' });
    set('b', 1);
    expect(await versions('a', 'b')).toEqual({ b: 1 });
  });

  it('reads features again after a while: another process may have changed them, or the item may be gone', async () => {
    const { cache, asked, set, versions, pass } = cacheOf();
    set('a', 1);
    const gone = set('b', 1, { embeddingModel: 'tiny' });
    await versions('a', 'b');
    set('a', 2);
    set('b', 2, { embeddingModel: 'other' });
    pass(999);
    expect(await versions('a', 'b')).toEqual({ a: 1, b: 1 });
    pass(1);
    expect(await versions('a', 'b')).toEqual({ a: 2 });
    expect(await versions('a')).toEqual({ a: 2 });
    expect(asked).toEqual([
      ['a', 'b'],
      ['a', 'b'],
    ]);
    cache.put([gone], model.encodeItems([gone]));
    expect(await versions('b')).toEqual({ b: 1 });
  });

  it('encodes what it reads again only if that has changed', async () => {
    const { set, versions, pass } = cacheOf();
    for (const id of ['a', 'b']) set(id, 1);
    await versions('a', 'b');
    model.encoded.length = 0;
    pass(1000);
    set('b', 2);
    expect(await versions('a', 'b')).toEqual({ a: 1, b: 2 });
    expect(model.encoded).toEqual(['b']);
    pass(1000);
    expect(await versions('a', 'b')).toEqual({ a: 1, b: 2 });
    expect(model.encoded).toEqual(['b']);
  });

  it('stores changed tokens, and drops the given items', async () => {
    const { cache, set, versions } = cacheOf();
    set('a', 1);
    await versions('a');
    const changed = set('a', 2);
    expect(await versions('a')).toEqual({ a: 1 });
    cache.put([changed], model.encodeItems([changed]));
    expect(await versions('a')).toEqual({ a: 2 });
    set('a', 3);
    cache.forget(['a']);
    expect(await versions('a')).toEqual({ a: 3 });
  });

  it('drops the longest unused: reading one and changing one are uses', async () => {
    const { cache, asked, set, versions, pass } = cacheOf(3);
    const [a] = ['a', 'b', 'c', 'd', 'e'].map((id) => set(id, 1));
    await versions('a', 'b', 'c');
    pass(20);
    await versions('b');
    cache.put([a!], model.encodeItems([a!]));
    await versions('d');
    asked.length = 0;
    // c was dropped, and nothing else.
    await versions('a', 'b', 'd');
    expect(asked).toEqual([]);
    await versions('c');
    expect(asked).toEqual([['c']]);
  });

  it('returns more items than it may keep', async () => {
    const { set, versions } = cacheOf(2);
    const ids = ['a', 'b', 'c', 'd'];
    for (const id of ids) set(id, 1);
    expect(Object.keys(await versions(...ids))).toEqual(ids);
  });

  it('does not put an old token in place of one that came in while features were read', async () => {
    const { cache, set, versions, hold } = cacheOf();
    set('a', 1);
    const { promise, resolve: release } = Promise.withResolvers<void>();
    hold(promise);
    const slow = versions('a');
    const changed = set('a', 2);
    cache.put([changed], model.encodeItems([changed]));
    release();
    expect(await slow).toEqual({ a: 2 });
    expect(await versions('a')).toEqual({ a: 2 });
  });
});
