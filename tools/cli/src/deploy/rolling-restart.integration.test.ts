import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { foundInLog, foundInProfiles, foundOfItems } from './testing/rolling/found.js';
import { RolledShop } from './testing/rolling/rolled-shop.js';
import { reportOf } from './testing/rolling/rolling-report.js';
import type { SteadyLoad } from './testing/rolling/steady-load.js';

// Pods of the chart as processes, with what kubelet, controllers of Deployments and kube-proxy do with them. Its probes, delays and
// grace periods are those of the chart. Where there is no Qdrant, one file of vectors stands for it.
const kafka = process.env['STARS_TEST_KAFKA'];
const redis = process.env['STARS_TEST_REDIS'];
const elasticsearch = process.env['STARS_TEST_ELASTICSEARCH'];
const qdrant = process.env['QDRANT_URL'];

/** All services, and the load of the goal. Other runs share the machine with other tests. */
const isFull = process.env['STARS_TEST_LONG'] !== undefined;
const ROLLED = ['embedder', 'gateway', ...(isFull ? ['tagger', 'catalog', 'archiver', 'trainer'] : [])];
/** A second. */
const RATES = isFull ? { requests: 200, events: 500, items: 5 } : { requests: 20, events: 50, items: 2 };
const NONE = { lost: [], twice: [] };

describe.skipIf(!kafka || !redis || !elasticsearch)('a rolling restart under load', () => {
  let shop: RolledShop;
  let load: SteadyLoad;

  beforeAll(async () => {
    const addresses = { kafka: kafka!, redis: redis!, elasticsearch: elasticsearch! };
    shop = await RolledShop.start({ ...addresses, ...(qdrant ? { qdrant } : {}) }, isFull);
    load = shop.load(RATES);
  });
  afterAll(() => shop?.close());

  it.each(ROLLED)('replaces every pod of %s, and kills none', async (part) => {
    const deployment = shop.deployment(part);
    const before = deployment.pods;
    await deployment.restart();
    expect(deployment.pods).toHaveLength(before.length);
    expect(deployment.pods.filter((pod) => before.includes(pod))).toEqual([]);
    expect(shop.faults).toEqual([]);
  });

  it('fails no call, and every gateway answers', async () => {
    await load.stop();
    process.stderr.write(reportOf(shop, load));
    expect([load.recommend, load.track, load.upsert].flatMap(({ failures }) => failures)).toEqual([]);
    const { all } = shop.deployment('gateway');
    for (const balancer of [shop.grpc, shop.http]) expect([...balancer.used]).toEqual(expect.arrayContaining(all));
  });

  it('loses no event, and no event is there twice', async () => {
    await shop.drained();
    expect(await foundInLog(shop, load.events)).toEqual(NONE);
    expect(await foundInProfiles(shop, load.events)).toEqual({ ...NONE, outdated: [] });
  });

  it('loses no item, and tags few of them twice', async () => {
    const { changes, features, questions, vectors } = await foundOfItems(shop, load.items);
    expect({ changes, vectors, lost: features.lost }).toEqual({ changes: NONE, vectors: NONE, lost: [] });
    // At least once: what is in work for longer than the bus waits when partitions move is done again.
    const twice = new Set([...features.twice, ...questions.twice]);
    process.stderr.write(`  tagged twice: ${twice.size} of ${load.items.length} items\n`);
    expect(twice.size).toBeLessThan(load.items.length / 10);
  });
});
