import type { EmbedderDeps } from './embedder-deps.js';
import type { ItemEmbedder } from './item-embedder.js';
import type { LiveModel } from './live-models.js';
import type { UserEmbedder } from './user-embedder.js';

const ITEMS_A_PAGE = 2000;
const USERS_A_PAGE = 1000;

/** The progress of a roll-out, for those who wait for it. */
export interface RollOutProgress {
  version: string;
  stage: 'items' | 'users';
  done: number;
  total: number;
}

/** Makes the vectors of every item and user with one model, from the data in the stores. */
export async function fillVectors(
  deps: EmbedderDeps,
  embedders: { items: ItemEmbedder; users: UserEmbedder },
  live: LiveModel,
  onProgress: (progress: RollOutProgress) => void,
): Promise<void> {
  const { tenant, version } = live;
  const items = await deps.catalog.count(tenant);
  let done = 0;
  for await (const ids of pagesOfItems(deps, tenant)) {
    await embedders.items.refresh(live, ids);
    done += ids.length;
    onProgress({ version, stage: 'items', done, total: items });
    await new Promise((resolve) => setImmediate(resolve));
  }
  const users = await deps.profiles.count(tenant);
  done = 0;
  for await (const ids of pagesOfUsers(deps, tenant)) {
    await embedders.users.encode(live, ids);
    done += ids.length;
    onProgress({ version, stage: 'users', done, total: users });
  }
}

/** Ids of all items of the catalogue, by pages. */
export async function* pagesOfItems(
  { catalog }: Pick<EmbedderDeps, 'catalog'>,
  tenant: string,
): AsyncGenerator<string[]> {
  for await (const { items } of pages((from) => catalog.scan(tenant, { limit: ITEMS_A_PAGE, ...from }))) {
    yield items.map(({ itemId }) => itemId);
  }
}

/** Ids of all users, by pages; an id may come twice. */
export async function* pagesOfUsers(
  { profiles }: Pick<EmbedderDeps, 'profiles'>,
  tenant: string,
  limit = USERS_A_PAGE,
): AsyncGenerator<string[]> {
  for await (const { userIds } of pages((from) => profiles.scan(tenant, { limit, ...from }))) yield userIds;
}

async function* pages<P extends { cursor?: string }>(scan: (from: { cursor?: string }) => Promise<P>) {
  for (let cursor: string | undefined; ; ) {
    const page = await scan(cursor === undefined ? {} : { cursor });
    yield page;
    cursor = page.cursor;
    if (cursor === undefined) return;
  }
}
