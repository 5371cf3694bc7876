import {
  type InspectItemRequest,
  type InspectItemResponse,
  type MapPlace,
  validateInspectItemRequest,
} from '@stars/contracts';
import type { ItemCatalog } from '@stars/item-catalog';
import type { ServedModelProvider } from '@stars/recommending';
import type { VectorIndex } from '@stars/vector-index';
import { existingVectors } from './existing-vectors.js';
import { getItem, momentOf } from './look-ups.js';
import { planeOf } from './plane-of.js';
import { foundItems } from './search-items.js';
import type { TagCorrectionChanges } from './tag-correction-changes.js';

interface InspectionParts {
  catalog: ItemCatalog;
  vectors: VectorIndex;
  servedModels: Pick<ServedModelProvider, 'current'>;
  corrections: Pick<TagCorrectionChanges, 'find'>;
}

type ItemMap = Pick<InspectItemResponse, 'modelVersion' | 'hasVector' | 'map' | 'mapShare'>;

/** Reads all that is known of one item. Errors: `STARS_NOT_FOUND`; those of the stores. */
export async function inspectItem(
  parts: InspectionParts,
  given: InspectItemRequest,
  signal: AbortSignal,
): Promise<InspectItemResponse> {
  const { tenantId, itemId, nearest } = validateInspectItemRequest(given);
  const { catalog, corrections } = parts;
  const [{ item, tags }, [features], [times], correction] = await Promise.all([
    getItem(catalog, { tenantId, itemId }, signal),
    catalog.getFeatures(tenantId, [itemId]),
    catalog.getFeatureTimes(tenantId, [itemId]),
    corrections.find(tenantId, itemId),
  ]);
  const added = new Set(correction?.add);
  return {
    item,
    tags: [...tags].sort().map((term) => ({ term, corrected: added.has(term) })),
    correction: correction && { add: correction.add, remove: correction.remove, version: correction.version },
    tagger: features?.tagger ?? '',
    taggedVersion: features?.itemVersion,
    changedTime: momentOf(times?.changed),
    indexedTime: momentOf(times?.stored),
    ...(await mapOf(parts, { tenantId, itemId, nearest }, signal)),
  };
}

/** The item and those nearest to it, which are in stock. */
async function mapOf(
  { catalog, vectors, servedModels }: InspectionParts,
  { tenantId, itemId, nearest: k }: InspectItemRequest,
  signal: AbortSignal,
): Promise<ItemMap> {
  const modelVersion = servedModels.current(tenantId)?.version ?? '';
  const [vector] =
    (modelVersion && (await existingVectors(vectors.getVectors(tenantId, modelVersion, [itemId])))) || [];
  if (vector === undefined) return { modelVersion, hasVector: false, map: [], mapShare: 0 };
  if (k === 0) return { modelVersion, hasVector: true, map: [], mapShare: 0 };
  const search = { modelVersion, queries: [vector], k, region: '', exclude: new Set([itemId]), signal };
  const [hits = []] = await vectors.search(tenantId, search);
  const ids = [itemId, ...hits.map((hit) => hit.itemId)];
  const [items, near] = await Promise.all([
    catalog.get(tenantId, ids, signal),
    vectors.getVectors(tenantId, modelVersion, ids),
  ]);
  // One may have been deleted meanwhile.
  const there = ids.map((_, n) => n).filter((n) => items[n] && near[n]);
  const { points, share } = planeOf(there.map((n) => near[n]!));
  const found = foundItems(items, '');
  const byId = new Map(found.map((each) => [each.itemId, each]));
  const own = vector.reduce((sum, value) => sum + value * value, 0);
  const map = there.map((n, at): MapPlace => {
    const score = n === 0 ? own : hits[n - 1]!.score;
    return { item: byId.get(ids[n]!), score, x: points[at]![0], y: points[at]![1] };
  });
  return { modelVersion, hasVector: true, map, mapShare: share };
}
