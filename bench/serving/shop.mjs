// The data folder that is measured: a copy, and who and what is in it.
import { constants, cpSync, readdirSync, statfsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DEFAULT_TENANT } from '@stars/contracts';
import { pages } from '@stars/platform';
import { pagesOfUsers } from '@stars/profile-store';
import { openPorts } from '@stars/stack';
import { configOf } from '../places.mjs';
import { megabytes } from '../run.mjs';

/** Most users that are asked for. */
const USERS = 10_000;
const PAGE = 500;
/** The share of the catalogue that the filter leaves. */
const FILTER_SHARE = 0.01;

/** A copy of the folder as it is: events that the bench adds do not reach the user's. */
export function copyOf(data, folder) {
  const files = readdirSync(data, { recursive: true }).map((name) => statSync(join(data, name)));
  const bytes = files.reduce((sum, { size }) => sum + size, 0);
  const { bavail, bsize } = statfsSync(folder);
  // What the server writes needs space, too.
  if (1.5 * bytes > bavail * bsize)
    throw new Error(`${data} has ${megabytes(bytes)}: its copy in ${folder} has no space. TMPDIR names another place`);
  const copy = join(folder, 'data');
  cpSync(data, copy, { recursive: true, mode: constants.COPYFILE_FICLONE });
  return copy;
}

/** Users, of these those with the longest histories, items, a category that has nearly 1% of the items, and all, the largest first. */
export async function readShop(data, longest) {
  const { profiles, catalog, close } = await openPorts(configOf({ ...process.env, STARS_DATA: data }), [
    'profiles',
    'catalog',
  ]);
  try {
    const users = await usersOf(profiles);
    if (users.length === 0) throw new Error(`${data} has no users`);
    const byEvents = users.toSorted((a, b) => b.events - a.events).slice(0, longest);
    const { items, categories } = await itemsOf(catalog);
    const off = ([, count]) => Math.abs(Math.log(count / items.length / FILTER_SHARE));
    const [category, count] = [...categories].sort((a, b) => off(a) - off(b))[0] ?? ['none', 0];
    const filter = { category, share: count / items.length };
    const bySize = [...categories].sort((a, b) => b[1] - a[1]).map(([name]) => name);
    return { users: users.map(({ id }) => id), longest: byEvents, items, filter, categories: bySize };
  } finally {
    await close();
  }
}

async function usersOf(profiles) {
  const users = [];
  for await (const ids of pagesOfUsers(profiles, DEFAULT_TENANT, PAGE)) {
    const found = await profiles.get(DEFAULT_TENANT, ids);
    users.push(...ids.map((id, n) => ({ id, events: found[n]?.history.length ?? 0 })));
    if (users.length >= USERS) break;
  }
  return users;
}

async function itemsOf(catalog) {
  const ids = [];
  const categories = new Map();
  for await (const { items } of pages((from) => catalog.scan(DEFAULT_TENANT, { limit: PAGE, ...from }))) {
    for (const { itemId, category } of items) {
      ids.push(itemId);
      for (const name of new Set(category)) categories.set(name, (categories.get(name) ?? 0) + 1);
    }
  }
  return { items: ids, categories };
}
