import { CatalogItem, encodeItemFeatures, ItemFeatures, TOPICS } from '@stars/contracts';
import { tinyFeatures } from '@stars/inference/testing';
import type { ItemCatalog } from '@stars/item-catalog';
import { replacing } from '@stars/platform/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EmbedderWorld, ITEMS, TENANT } from './testing/embedder-world.js';

let world: EmbedderWorld;

beforeEach(() => {
  world = new EmbedderWorld();
});
afterEach(() => world.close());

async function startServing(replaced: Parameters<EmbedderWorld['start']>[0] = {}): Promise<void> {
  await world.startIndexer();
  await world.publishItems();
  await world.start(replaced);
  await world.publishModel('v1');
  await world.drain();
}
const vectorOf = async (itemId: string): Promise<number[] | undefined> => {
  const vector = await world.itemVector(itemId, 'v1');
  return vector && [...vector];
};
const search = async (brand: string): Promise<string[]> => {
  const query = (await world.itemVector('b', 'v1'))!;
  const filter = { expression: { $case: 'in' as const, value: { field: 'brand', values: [brand] } } };
  const [hits] = await world.vectors.search(TENANT, { modelVersion: 'v1', queries: [query], k: 10, filter });
  return hits!.map(({ itemId }) => itemId).sort();
};

/** The catalogue with its answers to `get` replaced. */
const catalogWith = (get: ItemCatalog['get']): ItemCatalog => replacing<ItemCatalog>(world.catalog, { get });

describe('vectors of items', () => {
  it('come, change and go with the items’ features', async () => {
    await startServing();
    expect(await world.vectors.count(TENANT, 'v1')).toBe(ITEMS.length);
    const first = await vectorOf('a');
    await world.publishItem('new');
    await world.publishFeatures('new');
    await world.publishFeatures('a', { itemVersion: 2, text: 'another text' });
    await world.drain();
    expect(await vectorOf('new')).toBeDefined();
    expect(await vectorOf('a')).not.toEqual(first);
    await world.publishFeatures('a', { itemVersion: 3, deleted: true });
    await world.drain();
    expect(await vectorOf('a')).toBeUndefined();
    expect(await world.catalog.getFeatures(TENANT, ['a'])).toEqual([undefined]);
    expect(await world.vectors.count(TENANT, 'v1')).toBe(ITEMS.length);
  });

  it('of a model that the index does not have hold up nobody, and a fill makes them', async () => {
    await startServing();
    await world.vectors.dropCollection(TENANT, 'v1');
    await world.publishFeatures('a', { itemVersion: 2, text: 'another text' });
    await world.publishFeatures('b', { itemVersion: 2, deleted: true });
    await world.publish(TOPICS.interactions, world.event('u', 'c', 1));
    await world.drain();
    expect((await world.profiles.get(TENANT, ['u']))[0]!.vectors).toHaveLength(1);
    await world.publishModel('v2');
    await world.drain();
    expect(await world.itemVector('a', 'v2')).toBeDefined();
  });

  it('are neither changed nor deleted by late features of an older version', async () => {
    await startServing();
    await world.publishFeatures('a', { itemVersion: 5, text: 'new' });
    await world.drain();
    const newest = await vectorOf('a');
    await world.publishFeatures('a', { itemVersion: 4, text: 'old' });
    await world.publishFeatures('a', { itemVersion: 3, deleted: true });
    await world.drain();
    expect(await vectorOf('a')).toEqual(newest);
    await world.publishFeatures('a', { itemVersion: 7, deleted: true });
    await world.publishFeatures('a', { itemVersion: 6, text: 'late' });
    await world.drain();
    expect(await vectorOf('a')).toBeUndefined();
  });

  it('change the tokens that histories are made of', async () => {
    await startServing();
    const general = async (userId: string) => [...(await world.userVectors(userId, 'v1'))!.general];
    await world.publish(TOPICS.interactions, world.event('early', 'a', 1));
    await world.drain();
    await world.publishFeatures('a', { itemVersion: 2, text: 'another text' });
    await world.drain();
    await world.publish(TOPICS.interactions, world.event('late', 'a', 1));
    await world.drain();
    expect(await general('late')).not.toEqual(await general('early'));
    // A deleted item is no longer part of a history, so this user has no events left.
    await world.publishFeatures('a', { itemVersion: 3, deleted: true });
    await world.drain();
    await world.publish(TOPICS.interactions, world.event('later', 'a', 1));
    await world.publish(TOPICS.users, world.user('nobody', 1, {}));
    await world.drain();
    expect(await general('later')).toEqual(await general('nobody'));
  });

  it('wait for the catalogue if it has not indexed the item yet', async () => {
    await world.startIndexer();
    await world.publishItems();
    await world.start();
    await world.publishModel('v1');
    await world.drain();
    await world.stopIndexer();
    await world.publishItem('slow');
    await world.publishFeatures('slow');
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await vectorOf('slow')).toBeUndefined();
    await world.startIndexer();
    await world.drain();
    expect(await vectorOf('slow')).toBeDefined();
  });

  it('are not missed if the catalogue indexes the item between two reads', async () => {
    let late = true;
    await startServing({
      catalog: catalogWith(async (tenant, ids) => {
        const items = await world.catalog.get(tenant, ids);
        if (!late || !ids.includes('racing')) return items;
        late = false;
        return items.map((item) => (item?.itemId === 'racing' ? undefined : item));
      }),
    });
    await world.publishItem('racing');
    for (let i = 0; i < 400 && (await world.catalog.get(TENANT, ['racing']))[0] === undefined; i++) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    await world.publishFeatures('racing');
    await world.drain();
    expect(late).toBe(false);
    expect(await vectorOf('racing')).toBeDefined();
  });

  it('carry the catalogue’s payload, also if it changed while they were made', async () => {
    let change: (() => Promise<unknown>) | undefined;
    await startServing({
      catalog: catalogWith(async (tenant, ids) => {
        const items = await world.catalog.get(tenant, ids);
        const act = change;
        change = undefined;
        await act?.();
        return items;
      }),
    });
    const item = CatalogItem.fromPartial({ tenantId: TENANT, itemId: 'a', title: 'a', version: 2, brand: 'sold-out' });
    // The catalogue service finds no vector yet for the new payload.
    await world.vectors.delete(TENANT, 'v1', ['a']);
    change = () => world.catalog.upsert([item]);
    await world.publishFeatures('a', { itemVersion: 2 });
    await world.drain();
    expect(change).toBeUndefined();
    expect(await search('sold-out')).toEqual(['a']);
    expect(await search('brand-1')).toEqual(ITEMS.filter((id) => id !== 'a'));
  });

  it('do not change with features of another embedding model, which block nothing', async () => {
    await startServing();
    const [before, c] = [await vectorOf('a'), await vectorOf('c')];
    await world.publishFeatures('a', { itemVersion: 2, embedding: new Uint8Array(8) });
    await world.publishFeatures('b', { itemVersion: 2, embeddingModel: 'another' });
    await world.publishFeatures('c', { itemVersion: 2, text: 'changed' });
    await world.drain();
    expect(await vectorOf('a')).toEqual(before);
    expect(await vectorOf('c')).not.toEqual(c);
    await world.publish(TOPICS.interactions, world.event('u', 'a', 1));
    await world.drain();
    expect(await world.userVectors('u', 'v1')).toBeDefined();
    expect(await world.deadLetters(TOPICS.itemFeatures)).toEqual([]);
  });

  it('are made despite messages that can never be handled, which are dead-lettered', async () => {
    await startServing();
    const before = await vectorOf('a');
    await world.garbage(TOPICS.itemFeatures);
    const message = encodeItemFeatures(tinyFeatures('a'));
    const half = tinyFeatures('a', { itemVersion: 9 });
    const value = ItemFeatures.encode({ ...half, embedding: half.embedding.slice(3) }).finish();
    await world.publish(TOPICS.itemFeatures, { ...message, id: 'half', value });
    await world.publishFeatures('a', { itemVersion: 2, text: 'good' });
    await world.drain();
    expect(await vectorOf('a')).not.toEqual(before);
    expect((await world.deadLetters(TOPICS.itemFeatures)).length).toBe(2);
    await world.publishItem('z');
    await world.publishFeatures('z');
    await world.drain();
    expect(await vectorOf('z')).toBeDefined();
  });
});
