import type { GateResult } from '@stars/contracts';
import { pagesOfItems } from '@stars/item-catalog';
import type { ItemEmbedder, LiveModel } from '@stars/vectors';
import type { RollOutDeps } from '../roll-out-deps.js';
import { atLeast, atMost, counted, isAllNumbers, skipped } from './gate.js';

/**
 * Two gates. `items`: every item with features that the model can read has a vector of numbers; a missing vector is made a
 * second time, because items change while vectors are filled. `readable`: the model can read enough of the items with
 * features; a model that was trained on other text embeddings than the catalogue's reads none.
 * @param limit the number of items to check; absent: all
 */
export async function itemCoverage(
  deps: Pick<RollOutDeps, 'catalog' | 'vectors'>,
  items: Pick<ItemEmbedder, 'refresh'>,
  live: LiveModel,
  readableAtLeast: number,
  signal: AbortSignal,
  limit = Number.POSITIVE_INFINITY,
): Promise<GateResult[]> {
  let [all, featured, readable, missing] = [0, 0, 0, 0];
  for await (const ids of pagesOfItems(deps.catalog, live.tenant)) {
    signal.throwIfAborted();
    const page = await statesOf(deps, live, ids);
    all += ids.length;
    featured += page.featured;
    readable += page.readable;
    if (page.bare.length > 0) {
      await items.refresh(live, page.bare);
      missing += (await statesOf(deps, live, page.bare)).bare.length;
    }
    if (all >= limit) break;
  }
  const detail = `${counted(all)} items, ${counted(featured)} with features, ${counted(readable)} that the model reads, ${counted(missing)} of them without a vector`;
  return [
    atMost('items', missing, 0, detail),
    featured === 0
      ? skipped('readable', readableAtLeast, 'no item has features yet')
      : atLeast('readable', readable / featured, readableAtLeast, detail),
  ];
}

async function statesOf(
  { catalog, vectors }: Pick<RollOutDeps, 'catalog' | 'vectors'>,
  { tenant, version, model }: LiveModel,
  ids: readonly string[],
) {
  const features = await catalog.getFeatures(tenant, ids);
  const readable = ids.filter((_, i) => features[i] !== undefined && model.reads(features[i]));
  const stored = await vectors.getVectors(tenant, version, readable);
  const bare = readable.filter((_, i) => !stored[i] || !isAllNumbers(stored[i]));
  // An item that was deleted meanwhile needs no vector.
  const there = bare.length > 0 ? await catalog.get(tenant, bare) : [];
  return {
    featured: features.filter((item) => item !== undefined).length,
    readable: readable.length,
    /** Items that the model reads and that have no vector. */
    bare: bare.filter((_, i) => there[i] !== undefined),
  };
}
