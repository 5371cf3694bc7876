import { setTimeout as sleep } from 'node:timers/promises';
import { type CatalogItem, encodeCatalogUpsert, type ItemFeatures, TOPICS } from '@stars/contracts';
import { parseVocabulary, type Tagger, type Vocabulary } from '@stars/text';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { item, lengthEmbedder, TaggerWorld } from './testing/tagger-world.js';

const WAIT = { timeout: 60_000, interval: 5 };

let world: TaggerWorld;
beforeEach(() => {
  world = new TaggerWorld();
});
afterEach(() => world.close());

const vocabularyOf = (version: number, ...values: object[]): Vocabulary =>
  parseVocabulary({
    name: 'test',
    version,
    attributes: [{ name: 'kind', description: 'k', values: values.map((value) => ({ description: 'd', ...value })) }],
  });

/** Finds the words of the vocabulary in a text; counts its calls. */
function wordTagger(vocabulary: Vocabulary, name = 'words@1') {
  const asked: string[] = [];
  const tagger: Tagger = {
    name,
    vocabularyVersion: vocabulary.version,
    tag: async (products) => {
      asked.push(...products.map(({ text }) => text));
      return products.map(({ text }) => ({
        tags: vocabulary.terms.filter((term) => text.includes(term.slice('kind:'.length))),
        rejected: [],
      }));
    },
  };
  return { models: { embedder: lengthEmbedder(), tagger, vocabulary }, asked };
}

const EMPTY = { tags: [], rejected: [] };
const idsOf = (features: readonly ItemFeatures[]): string[] => features.map(({ itemId }) => itemId).toSorted();
const retagDone = (scope: string) =>
  vi.waitFor(async () => expect(await world.metrics.expose()).toContain(`work="${scope}"`), WAIT);

async function tagAll(items: readonly CatalogItem[], models: ReturnType<typeof wordTagger>['models']): Promise<void> {
  await world.index(items);
  await world.start({ models });
  await world.bus.publish(
    TOPICS.catalog,
    items.map((each) => encodeCatalogUpsert(each)),
  );
  await vi.waitFor(() => expect(world.published).toHaveLength(items.length), WAIT);
  await world.storeFeatures();
}

const items = Array.from({ length: 300 }, (_, n) => item(`i${n}`, `milk number ${n}`)).concat(
  Array.from({ length: 6 }, (_, n) => item(`oat${n}`, `milk of oats ${n}`)),
  Array.from({ length: 4 }, (_, n) => item(`spread${n}`, `margarine spread ${n}`)),
);

describe('a new version of the vocabulary', { timeout: 90_000 }, () => {
  const one = vocabularyOf(1, { value: 'milk' }, { value: 'margarine' });
  const two = vocabularyOf(2, { value: 'milk' }, { value: 'oats' }, { value: 'spread' });

  it('reads all texts again, once, and publishes only tags that changed', async () => {
    await tagAll(items, wordTagger(one).models);
    const later = wordTagger(two);
    await world.start({ models: later.models });
    await vi.waitFor(() => expect(world.published).toHaveLength(10), WAIT);
    await sleep(50);
    const published = await world.storeFeatures();
    const [oats, spreads] = [items.slice(300, 306), items.slice(306)];
    expect(idsOf(published)).toEqual([...oats, ...spreads].map(({ itemId }) => itemId).toSorted());
    expect(later.asked).toHaveLength(items.length);
    expect(published.find(({ itemId }) => itemId === 'oat0')!.tags).toEqual(['kind:milk', 'kind:oats']);
    expect(published.find(({ itemId }) => itemId === 'spread0')!.tags).toEqual(['kind:spread']);

    // Once is enough.
    const again = wordTagger(two);
    await world.start({ models: again.models });
    await sleep(200);
    expect([again.asked, world.published]).toEqual([[], []]);
  });

  it('goes on with a pass that a stop interrupted', async () => {
    await tagAll(items, wordTagger(one).models);
    const slow = wordTagger(two);
    const tag = slow.models.tagger.tag.bind(slow.models.tagger);
    slow.models.tagger.tag = async (products, signal) => {
      await sleep(30);
      return tag(products, signal);
    };
    await world.start({ models: slow.models, batchSize: 20 });
    await vi.waitFor(() => expect(slow.asked.length).toBeGreaterThan(20), WAIT);
    const rest = wordTagger(two);
    await world.start({ models: rest.models, batchSize: 20 });
    await vi.waitFor(() => expect(new Set(idsOf(world.published)).size).toBe(10), WAIT);
    expect(rest.asked.length).toBeLessThan(items.length);
  });

  it('keeps tags of another tagger unless the scope includes them', async () => {
    await tagAll(items.slice(0, 20), wordTagger(one, 'words@1').models);
    const other = wordTagger(one, 'words@2');
    await world.start({ models: other.models });
    await retagDone('retag');
    await sleep(100);
    expect([other.asked.length, world.published.length]).toEqual([0, 0]);
    // The same with another scope; one item of the twenty gets new tags.
    const all = wordTagger(one, 'words@2');
    const tag = all.models.tagger.tag.bind(all.models.tagger);
    all.models.tagger.tag = async (products, signal) => {
      const results = await tag(products, signal);
      return results.map((result, index) => (products[index]!.text.startsWith('milk number 7.') ? EMPTY : result));
    };
    await world.start({ models: all.models, retag: 'all' });
    await vi.waitFor(() => expect(world.published).toHaveLength(1), WAIT);
    expect(all.asked).toHaveLength(20);
    expect(world.published[0]).toMatchObject({ itemId: 'i7', tagger: 'words@2', tags: [] });
  });

  it('waits for a budget instead of reading an item again with a lesser model', async () => {
    await tagAll(items.slice(300, 306), wordTagger(one).models);
    const later = wordTagger(two);
    const tag = later.models.tagger.tag.bind(later.models.tagger);
    let spent = 0;
    later.models.tagger.tag = async (products, signal) => {
      if (++spent <= 3) return products.map(() => ({ ...EMPTY, tagger: 'lesser@1' }));
      return tag(products, signal);
    };
    await world.start({ models: later.models });
    await vi.waitFor(() => expect(world.published).toHaveLength(6), WAIT);
    for (const { tagger, tags } of world.published)
      expect([tagger, tags]).toEqual(['words@1', ['kind:milk', 'kind:oats']]);
    expect(spent).toBe(4);
  });

  it('changes nothing if the scope is none', async () => {
    await tagAll(items.slice(0, 20), wordTagger(one).models);
    const later = wordTagger(two);
    await world.start({ models: later.models, retag: 'off' });
    await sleep(200);
    expect([later.asked, world.published]).toEqual([[], []]);
  });
});
