// What live statistics of all users take in a gateway: memory, the time that a start waits for them, and CPU to bring answers in line:
//   node --expose-gc bench/statistics/statistics.mjs '{"items":1000000,"regions":500,"cells":4}'
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { encodeItemStatistics, ItemSums, StatisticsPosition, TOPICS } from '@stars/contracts';
import { SqliteEventBus } from '@stars/event-bus';
import { LiveStatistics, MOST_REGION_CELLS } from '@stars/inference';
import { ItemStatistics, LiveItemStatistics, PopularItems } from '@stars/ranking';
import { openDatabase } from '@stars/sqlite';
import { itemIdOf, TENANT, unit } from '../made-up.mjs';
import { megabytes, print, rounded, say, settings, workFolder } from '../run.mjs';

const options = { items: 1_000_000, regions: 500, cells: 4, groups: 5000, ...settings() };
const NAME = { tenantId: TENANT, definition: '1:UTC:purchase' };
const PAGE = 5000;
const DAY = 20_000;

/** Purchases of an item: few items are bought much. */
function sumsOf(row) {
  const { regions, cells } = options;
  const purchases = Math.ceil(3 / (unit(row, 1) + 1e-4));
  const decayed = [1, 3, 7, 14, 28, 91].map((days) => (purchases * days) / 700);
  // As many regions on average, more for items that are bought more.
  const count = Math.min(
    regions,
    purchases,
    Math.ceil(2 * cells * unit(row, 2) + (purchases > 100 ? regions / 10 : 0)),
  );
  const first = Math.floor(regions * unit(row, 3));
  return ItemSums.fromPartial({
    ...{ itemId: itemIdOf(row), day: DAY - Math.floor(30 * unit(row, 4)), purchases, repeats: purchases / 2 },
    ...{ logGaps: purchases, decayed, firsts: decayed.slice(2, 5), applied: 1 },
    regions: Array.from({ length: count }, (_, n) => ({
      region: `region-${(first + n) % regions}`,
      sum: decayed[4] / count,
    })),
  });
}

async function fill(bus) {
  for (let from = 0; from < options.items; from += PAGE) {
    const rows = Array.from({ length: Math.min(PAGE, options.items - from) }, (_, n) => from + n);
    await bus.publish(
      TOPICS.itemStatistics,
      rows.map((row) => encodeItemStatistics({ ...NAME, state: { $case: 'item', value: sumsOf(row) } }, randomUUID())),
    );
    if (from % 100_000 === 0) say(`states of ${from} items`);
  }
  const value = StatisticsPosition.fromPartial({ complete: true, next: 1 });
  await bus.publish(TOPICS.itemStatistics, [
    encodeItemStatistics({ ...NAME, state: { $case: 'position', value } }, randomUUID()),
  ]);
}

function memory() {
  for (let n = 0; n < 3; n++) globalThis.gc();
  const { heapUsed, external, rss } = process.memoryUsage();
  return { held: heapUsed + external, rss };
}

/** CPU time, ms. */
async function cpuOf(work) {
  const began = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(began);
  return (user + system) / 1000;
}

const database = openDatabase(join(workFolder(), 'stars.db'));
const bus = new SqliteEventBus(database);
await fill(bus);
const { items, regions, groups } = options;
// A model has these, too.
const places = new Map(Array.from({ length: items }, (_, row) => [itemIdOf(row), row]));
const levels = [groups, 100].map((size) => Int32Array.from({ length: items }, (_, row) => row % size));
const before = memory();
const numbers = { regions: new Map(Array.from({ length: regions }, (_, n) => [`region-${n}`, n])), kinds: [] };
const statistics = new LiveItemStatistics(new ItemStatistics(items, levels), levels, numbers, MOST_REGION_CELLS);
const popular = new PopularItems(statistics, levels[0]);
const settle = () => {
  statistics.settle();
  popular.startOn(statistics.changes);
};
const target = {
  // Its items are all known.
  admit: async () => false,
  statistics,
  settle,
  put: (sums) => statistics.put(places.get(sums.itemId), sums),
};
const live = new LiveStatistics(bus, { tenant: TENANT, definition: NAME.definition }, target, {
  onError: console.error,
});
const began = performance.now();
const startCpuMs = await cpuOf(() => live.catchUp());
const startSeconds = (performance.now() - began) / 1000;
const settleCpuMs = await cpuOf(settle);
const after = memory();
print(
  {
    ...{ items, regions, cells: statistics.cells, startSeconds, startCpuMs, settleCpuMs },
    ...{ heldBytes: after.held - before.held, rssBytes: after.rss - before.rss },
  },
  options.json,
  (report) =>
    console.log(
      `${report.items} items, ${report.regions} regions, ${report.cells} sums by region and item: ` +
        `${megabytes(report.heldBytes)} held (resident ${megabytes(report.rssBytes)}); read at the start in ` +
        `${rounded(report.startSeconds, 1)} s, with ${rounded(report.startCpuMs / 1000, 1)} s of CPU; brought in line in ${rounded(report.settleCpuMs, 0)} ms of CPU`,
    ),
);
await bus.close();
database.close();
