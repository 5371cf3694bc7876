import type { EmbedderDeps } from '../embedder-deps.js';
import type { ItemEmbedder } from '../item-embedder.js';
import type { LiveModel } from '../live-models.js';
import type { UserEmbedder } from '../user-embedder.js';
import { pagesOfItems, pagesOfUsers } from './store-pages.js';

const USERS_A_PAGE = 512;

/**
 * Makes the vectors of every item and user with one model, from the data in the stores.
 * @param onDone called with the number of items or users of every page
 */
export async function makeAllVectors(
  deps: Pick<EmbedderDeps, 'catalog' | 'profiles'>,
  { items, users }: { items: ItemEmbedder; users: UserEmbedder },
  live: LiveModel,
  onDone: (count: number) => void = () => undefined,
): Promise<void> {
  for await (const ids of pagesOfItems(deps, live.tenant)) {
    await items.refresh(live, ids);
    onDone(ids.length);
    // A local store never yields: timers and signals can run here.
    await new Promise((resolve) => setImmediate(resolve));
  }
  for await (const ids of pagesOfUsers(deps, live.tenant, USERS_A_PAGE)) {
    await users.encode(live, ids);
    onDone(ids.length);
  }
}
