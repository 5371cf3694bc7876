import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { WORKSPACE } from '@stars/cli/command-line';
import { API_ROUTES } from '@stars/service-gateway';

const PAGE = 'docs/how-to/fill-the-places-of-a-shop.md';
const CURL = /^curl .*?localhost:8080\/v1\/(\S+) -d '([^']*)'$/gm;
const OF_SURFACE = /^\.\/stars recommend --user (\S+) --surface (\S+) -k (\d+) --time (\S+)$/gm;

/** The calls of the page that says what to ask for each place of a shop, of the items and user of the clients' test. */
export function placesOfAShop(): { call: string; request: object }[] {
  const page = readFileSync(join(WORKSPACE, PAGE), 'utf8')
    .replaceAll('item-0007', 'apple')
    .replaceAll('user-0001', 'anna');
  const byPath = [...page.matchAll(CURL)].map(([, path, body]) => {
    const [, , call] = API_ROUTES.find(([method, route]) => method === 'POST' && route === path)!;
    return { call, request: JSON.parse(body!) as object };
  });
  const bySurface = [...page.matchAll(OF_SURFACE)].map(([, user_id, surface, k, time]) => {
    return { call: 'Recommend', request: { user_id, surface, k: Number(k), time } };
  });
  return [...byPath, ...bySurface];
}
