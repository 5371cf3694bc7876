import { StarsError } from '@stars/errors';
import type { ScanOptions } from '../port.js';
import type { RedisLink } from './redis-link.js';
import type { RedisNode } from './redis-wire.js';

/** The position of a scan: everything is in the cursor, so that any process can go on. */
interface Place {
  /** Absent if every server was scanned. */
  node?: string;
  /** The run of that server, once it was asked: to another its cursor means nothing, and it would leave out keys. */
  run?: string;
  /** Of `SCAN`. */
  at: string;
  /** Found over the limit of the last page. */
  rest: string[];
}

/** Keys that a server scans in one step: more would block other clients, fewer would cost more round trips. */
const MOST_A_STEP = 1000;
const LEAST_A_STEP = 50;

/**
 * A page of the keys that a pattern finds, server by server.
 * Errors: `STARS_UNAVAILABLE`, also of the field `cursor` where the cursor's server is gone or was restarted; `STARS_INVALID_FIELD`.
 */
export async function scanKeys(
  link: RedisLink,
  pattern: string,
  { cursor, limit }: ScanOptions,
): Promise<{ keys: string[]; cursor?: string }> {
  const nodes = (await link.nodes()).sort((a, b) => (a.id < b.id ? -1 : 1));
  const place = cursor === undefined ? { node: nodes[0]!.id, at: '0', rest: [] } : readCursor(cursor);
  const keys = new Set(place.rest.splice(0, limit));
  while (keys.size < limit && place.node !== undefined) {
    const index = nodes.findIndex(({ id }) => id === place.node);
    if (index < 0) throw beginAgain();
    const { run, at, found } = await step(link, nodes[index]!, pattern, place.at, limit);
    if (place.run !== undefined && place.run !== run) throw beginAgain();
    for (const key of found) {
      if (keys.size < limit) keys.add(key);
      else if (!keys.has(key)) place.rest.push(key);
    }
    const done = at === '0';
    Object.assign(place, done ? { node: nodes[index + 1]?.id, run: undefined, at } : { run, at });
  }
  const more = place.node !== undefined || place.rest.length > 0;
  return more ? { keys: [...keys], cursor: JSON.stringify(place) } : { keys: [...keys] };
}

/** All keys that a pattern finds, by pages; a key that moves meanwhile may come twice. Errors: those of `scanKeys`. */
export async function* keyPages(link: RedisLink, pattern: string): AsyncGenerator<string[]> {
  let cursor: string | undefined;
  do {
    const page = await scanKeys(link, pattern, { limit: MOST_A_STEP, ...(cursor ? { cursor } : {}) });
    yield page.keys;
    cursor = page.cursor;
  } while (cursor !== undefined);
}

async function step(
  link: RedisLink,
  node: RedisNode,
  pattern: string,
  from: string,
  limit: number,
): Promise<{ run: string; at: string; found: string[] }> {
  const count = Math.min(Math.max(limit, LEAST_A_STEP), MOST_A_STEP);
  const [info, page] = (await link.ask(node, [
    ['INFO', 'server'],
    ['SCAN', from, 'MATCH', pattern, 'COUNT', String(count)],
  ])) as [Buffer, [Buffer, Buffer[]]];
  const run = /^run_id:(\w+)/m.exec(info.toString())?.[1] ?? '';
  return { run, at: page[0].toString(), found: page[1].map((key) => key.toString()) };
}

function readCursor(cursor: string): Place {
  try {
    const place = JSON.parse(cursor) as Place;
    if (typeof place.at === 'string' && Array.isArray(place.rest)) return place;
  } catch {}
  throw new StarsError('STARS_INVALID_FIELD', 'a cursor is what the last page gave', { field: 'cursor' });
}

const beginAgain = (): StarsError =>
  new StarsError('STARS_UNAVAILABLE', 'Redis was restarted or changed its servers during a scan: begin it again', {
    field: 'cursor',
  });
