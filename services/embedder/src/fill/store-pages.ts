import type { ItemCatalog } from '@stars/item-catalog';
import type { ProfileStore } from '@stars/profile-store';

const ITEMS_A_PAGE = 2000;

/** Ids of all items of the catalogue, by pages. */
export async function* pagesOfItems({ catalog }: { catalog: ItemCatalog }, tenant: string): AsyncGenerator<string[]> {
  for await (const { items } of pages((from) => catalog.scan(tenant, { limit: ITEMS_A_PAGE, ...from }))) {
    yield items.map(({ itemId }) => itemId);
  }
}

/** Ids of all users, by pages; an id may come twice. */
export async function* pagesOfUsers(
  { profiles }: { profiles: ProfileStore },
  tenant: string,
  limit: number,
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
