import type { LiveModel, LiveModels } from '../live/live-models.js';
import type { UserEmbedder } from '../user-embedder.js';
import type { VectorDeps } from '../vector-deps.js';
import type { LateItems } from './late-items.js';

/**
 * Makes users' vectors again once missing items of their histories can be read. The messages with the features may go to another
 * embedder than the users' events, so this looks into the catalogue as long as users wait. Never fails: after an error, they wait again.
 */
export async function encodeLateUsers(
  { catalog, logger }: Pick<VectorDeps, 'catalog' | 'logger'>,
  items: LateItems,
  models: Pick<LiveModels, 'has'>,
  users: Pick<UserEmbedder, 'encode'>,
): Promise<void> {
  const encode = async (live: LiveModel, itemIds: readonly string[]): Promise<void> => {
    if (itemIds.length === 0) return;
    const { tenant, model } = live;
    const late = new Map<string, string[]>();
    try {
      for (const features of await catalog.getFeatures(tenant, itemIds)) {
        if (features && model.reads(features)) late.set(features.itemId, items.take(live, [features.itemId]));
      }
      // Another embedder may have the events of some of these users by now: what it stores later stays.
      if (late.size > 0) await users.encode(live, [...new Set([...late.values()].flat())]);
    } catch (err) {
      for (const [itemId, userIds] of late) for (const userId of userIds) items.add(live, itemId, userId);
      logger.warn({ err, tenant }, 'users wait on for items that came late');
    }
  };
  for (const live of items.models()) {
    if (!models.has(live)) items.forget(live);
    else await encode(live, items.due(live));
  }
}
