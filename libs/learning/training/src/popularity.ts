import { type InteractionLog, type TargetKind, targetEvents } from '@stars/features';
import type { PopularityTable } from '@stars/ranking';
import { endOf } from './artifact.js';

const WINDOW_MS = 28 * 86_400_000;
const GLOBAL_LENGTH = 1000;
const REGION_LENGTH = 200;

/**
 * Items by how many users had an event of the target kind with them, globally and by region, in the four weeks until the last such
 * event: a log may have views of later weeks.
 */
export function popularityOf(all: InteractionLog, target?: TargetKind): PopularityTable {
  const log = targetEvents(all, target);
  const from = endOf(log) - WINDOW_MS;
  const everywhere = new Map<number, number>();
  const regions = new Map<number, Map<number, number>>();
  for (let user = 0; user < log.users.length; user++) {
    const counted = new Set<string>();
    for (let row = log.userOffsets[user]!; row < log.userOffsets[user + 1]!; row++) {
      if (log.time[row]! < from) continue;
      const item = log.item[row]!;
      const region = log.region[row]!;
      count(everywhere, counted, `${item}`, item);
      if (region === 0) continue;
      const own = regions.get(region) ?? new Map<number, number>();
      regions.set(region, own);
      count(own, counted, `${item}/${region}`, item);
    }
  }
  const byRegion: Record<string, string[]> = {};
  for (const [region, counts] of regions) byRegion[log.regions[region]!] = ranked(log, counts, REGION_LENGTH);
  return { global: ranked(log, everywhere, GLOBAL_LENGTH), byRegion };
}

/** A user counts once an item: one user who buys a crate a day does not make it popular. */
function count(counts: Map<number, number>, counted: Set<string>, key: string, item: number): void {
  if (counted.has(key)) return;
  counted.add(key);
  counts.set(item, (counts.get(item) ?? 0) + 1);
}

function ranked(log: InteractionLog, counts: Map<number, number>, length: number): string[] {
  return [...counts]
    .map(([item, total]) => ({ id: log.items[item]!, total }))
    .sort((a, b) => b.total - a.total || (a.id < b.id ? -1 : 1))
    .slice(0, length)
    .map(({ id }) => id);
}
