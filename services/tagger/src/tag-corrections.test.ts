import { setTimeout as sleep } from 'node:timers/promises';
import {
  asBackfill,
  encodeCatalogUpsert,
  encodeTagCorrection,
  type ItemFeatures,
  TagCorrection,
  TOPICS,
} from '@stars/contracts';
import { parseVocabulary, type Tagger, type Vocabulary } from '@stars/text';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { item, lengthEmbedder, TaggerWorld } from './testing/tagger-world.js';

const WAIT = { timeout: 60_000, interval: 5 };

let world: TaggerWorld;
let indexer: { close(): Promise<void> };
beforeEach(async () => {
  world = new TaggerWorld();
  // The catalogue's indexer has no lag when the tagger asks: the tests index before they publish.
  indexer = await world.startIndexer();
});
afterEach(async () => {
  await indexer.close();
  await world.close();
});

const vocabularyOf = (version: number, ...values: object[]): Vocabulary =>
  parseVocabulary({
    name: 'test',
    version,
    attributes: [{ name: 'diet', description: 'd', values: values.map((value) => ({ description: 'd', ...value })) }],
  });
const one = vocabularyOf(1, { value: 'vegan', synonyms: ['plant based'] }, { value: 'dairy' }, { value: 'organic' });

/** Tags every item as dairy. */
function modelsWith(vocabulary: Vocabulary) {
  const asked: string[] = [];
  const tagger: Tagger = {
    name: 'dairy@1',
    vocabularyVersion: vocabulary.version,
    tag: async (products) => {
      asked.push(...products.map(({ text }) => text));
      return products.map(() => ({ tags: ['diet:dairy'], rejected: [] }));
    },
  };
  return { models: { embedder: lengthEmbedder(), tagger, vocabulary }, asked };
}

const correct = (itemId: string, version: number, more: Partial<TagCorrection>) =>
  world.bus.publish(TOPICS.tagCorrections, [
    encodeTagCorrection(TagCorrection.fromPartial({ itemId, version, ...more })),
  ]);
const upsert = async (itemId: string, title: string, version = 1) => {
  await world.index([item(itemId, title, { version })]);
  await world.bus.publish(TOPICS.catalog, [encodeCatalogUpsert(item(itemId, title, { version }))]);
};
const last = (itemId: string): ItemFeatures | undefined => world.published.findLast((each) => each.itemId === itemId);
const tagsBecome = (itemId: string, tags: string[]) => vi.waitFor(() => expect(last(itemId)?.tags).toEqual(tags), WAIT);

describe('a human correction', { timeout: 90_000 }, () => {
  it('wins over the tagger, at once and for later versions, until it is withdrawn', async () => {
    const { models, asked } = modelsWith(one);
    await world.start({ models });
    await upsert('oat', 'Oat drink');
    await tagsBecome('oat', ['diet:dairy']);
    await correct('oat', 1, { add: ['Plant-Based', 'diet:organic'], remove: ['diet:dairy'] });
    await tagsBecome('oat', ['diet:organic', 'diet:vegan']);
    // From the cache: a correction needs no model.
    expect(asked).toHaveLength(1);
    await upsert('oat', 'Oat drink, new recipe', 2);
    await vi.waitFor(() => expect(last('oat')).toMatchObject({ itemVersion: 2 }), WAIT);
    await tagsBecome('oat', ['diet:organic', 'diet:vegan']);
    // An older one changes nothing.
    await correct('oat', 0, { add: ['diet:dairy'] });
    await correct('oat', 2, { withdrawn: true });
    await tagsBecome('oat', ['diet:dairy']);
    expect(await world.metrics.expose()).toMatch(/stars_tagger_corrected_items_total\{service="tagger"\} [2-9]/);
  });

  it('waits for an item that is not there yet, and holds in a backfill and after a restart', async () => {
    await world.start({ models: modelsWith(one).models });
    await correct('later', 1, { remove: ['diet:dairy'] });
    await vi.waitFor(async () =>
      expect([...(await world.bus.lag('tagger', [TOPICS.tagCorrections])).values()]).toEqual([0]),
    );
    expect(world.published).toEqual([]);
    await world.start({ models: modelsWith(one).models });
    await world.index([item('later', 'Milk')]);
    await world.bus.publish(TOPICS.catalog, [asBackfill(encodeCatalogUpsert(item('later', 'Milk')))]);
    await tagsBecome('later', []);
  });

  it('survives another vocabulary, with the new names', async () => {
    await world.start({ models: modelsWith(one).models });
    await upsert('oat', 'Oat drink');
    await correct('oat', 1, { add: ['diet:vegan'] });
    await tagsBecome('oat', ['diet:dairy', 'diet:vegan']);
    await world.storeFeatures();
    const two = vocabularyOf(2, { value: 'plant_based', was: ['vegan'] }, { value: 'dairy' }, { value: 'organic' });
    await world.start({ models: modelsWith(two).models });
    await tagsBecome('oat', ['diet:dairy', 'diet:plant_based']);
  });

  it('with an unknown term loses that term, and the rest holds', async () => {
    await world.start({ models: modelsWith(one).models });
    await correct('oat', 1, { add: ['diet:palaeo', 'diet:organic'] });
    await upsert('oat', 'Oat drink');
    await tagsBecome('oat', ['diet:dairy', 'diet:organic']);
  });

  it('that cannot be read is dead-lettered with its reason, and blocks no other', async () => {
    await world.start({ models: modelsWith(one).models });
    await upsert('oat', 'Oat drink');
    await tagsBecome('oat', ['diet:dairy']);
    const json = (value: object) => Buffer.from(JSON.stringify(value));
    await world.bus.publish(TOPICS.tagCorrections, [
      { key: 'default/a', id: 'a', value: Uint8Array.of(255, 255) },
      { key: 'default/b', id: 'b', value: json({ item_id: 'b', version: 1 }) },
      { key: 'default/oat', id: 'c', value: json({ item_id: 'oat', version: 1, remove: ['dairy'] }) },
    ]);
    await tagsBecome('oat', []);
    const dead = await world.deadLetters(TOPICS.tagCorrections);
    expect(dead.map(({ itemKey, code }) => [itemKey, code])).toEqual([
      ['default/a', 'STARS_POISON_MESSAGE'],
      ['default/b', 'STARS_FIELD_REQUIRED'],
    ]);
  });

  it('waits until the catalogue knows the newest version of the item', async () => {
    await world.start({ models: modelsWith(one).models });
    await upsert('oat', 'Oat drink');
    await tagsBecome('oat', ['diet:dairy']);
    await indexer.close();
    await world.bus.publish(TOPICS.catalog, [encodeCatalogUpsert(item('oat', 'Oat drink, creamy', { version: 2 }))]);
    await vi.waitFor(() => expect(last('oat')).toMatchObject({ itemVersion: 2 }), WAIT);
    await correct('oat', 1, { remove: ['diet:dairy'] });
    await sleep(100);
    expect(last('oat')).toMatchObject({ itemVersion: 2, tags: ['diet:dairy'] });
    await world.index([item('oat', 'Oat drink, creamy', { version: 2 })]);
    indexer = await world.startIndexer();
    await tagsBecome('oat', []);
    expect(last('oat')).toMatchObject({ itemVersion: 2 });
  });
});
