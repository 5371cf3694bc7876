import { describe, expect, it } from 'vitest';
import { describeVectorIndexContract } from '../contract.js';
import { axis, ids, record, TENANT, VERSION, WIDTH } from '../contract-fixtures.js';
import { QdrantStandIn } from '../testing/qdrant-stand-in.js';
import { openQdrantVectorIndex } from './open.js';
import { pointId } from './point.js';

// Wherever there is a Qdrant, qdrant.integration.test.ts holds the adapter to the same contract on it.
describeVectorIndexContract('QdrantVectorIndex on a stand-in of the server', async () => {
  const server = await QdrantStandIn.start();
  const index = await openQdrantVectorIndex({ url: server.url });
  return { index, visibilityMs: 0, dispose: () => server.stop() };
});

describe('QdrantVectorIndex on a stand-in of the server', () => {
  it('gives k also where a graph finds fewer', async () => {
    const server = await QdrantStandIn.start();
    const index = await openQdrantVectorIndex({ url: server.url });
    await index.createCollection(TENANT, VERSION, WIDTH);
    const records = Array.from({ length: 20 }, (_, i) => record(`item-${i}`, axis(0, 20 - i)));
    await index.upsert(TENANT, VERSION, records);
    server.missed = 12;
    const search = { modelVersion: VERSION, queries: [axis(0), axis(0, -1)], k: 12 };
    const lists = await index.search(TENANT, search);
    const best = records.map(({ itemId }) => itemId);
    expect(lists.map(ids)).toEqual([best.slice(0, 12), best.toReversed().slice(0, 12)]);
    await server.stop();
  });

  it('asks for answers that come at once, not compressed and in chunks', async () => {
    const server = await QdrantStandIn.start();
    const index = await openQdrantVectorIndex({ url: server.url });
    await index.createCollection(TENANT, VERSION, WIDTH);
    const records = Array.from({ length: 500 }, (_, i) => record(`item-${i}`, axis(i % WIDTH, Math.sin(i))));
    await index.upsert(TENANT, VERSION, records);
    const [hits] = await index.search(TENANT, { modelVersion: VERSION, queries: [axis(0)], k: 500 });
    expect(hits).toHaveLength(500);
    expect(server.late).toBe(0);
    // Node's own client offers gzip.
    const answer = await fetch(`${server.url}/collections/stars~${TENANT}~${VERSION}/points`, {
      method: 'POST',
      body: JSON.stringify({ ids: records.map(({ itemId }) => pointId(itemId)) }),
    });
    expect(((await answer.json()) as { result: unknown[] }).result).toHaveLength(500);
    expect(server.late).toBe(1);
    await server.stop();
  });

  it('names what Qdrant refuses: a threshold of less than ten kilobytes', async () => {
    const server = await QdrantStandIn.start();
    const index = await openQdrantVectorIndex({ url: server.url, scanUpTo: 9 });
    await expect(index.createCollection(TENANT, VERSION, WIDTH)).rejects.toMatchObject({
      code: 'STARS_INTERNAL',
      message: expect.stringContaining('full_scan_threshold: value 9 invalid'),
    });
    await server.stop();
  });

  it.each([
    ['1.9.7', false],
    ['1.17.0', false],
    ['1.17.1', true],
    ['1.100.0-dev', true],
  ])('takes a Qdrant %s: %s', async (version, taken) => {
    const server = await QdrantStandIn.start();
    server.version = version;
    const opened = openQdrantVectorIndex({ url: server.url });
    if (taken) await (await opened).close();
    else await expect(opened).rejects.toMatchObject({ code: 'STARS_CONFIG_INVALID' });
    await server.stop();
  });

  it.each([
    [1, false],
    [2, true],
    [3, true],
  ])('takes two replicas on %i nodes: %s', async (nodes, taken) => {
    const server = await QdrantStandIn.start();
    server.nodes = nodes;
    const opened = openQdrantVectorIndex({ url: server.url, replicas: 2 });
    if (taken) await (await opened).close();
    else await expect(opened).rejects.toMatchObject({ code: 'STARS_CONFIG_INVALID' });
    await server.stop();
  });

  it('tells why a token is refused', async () => {
    const server = await QdrantStandIn.start();
    server.refuses = 'Invalid API key or JWT: ExpiredSignature';
    const message = expect.stringContaining('ExpiredSignature');
    const refused = { code: 'STARS_CONFIG_INVALID', message };
    await expect(openQdrantVectorIndex({ url: server.url })).rejects.toMatchObject(refused);
    await server.stop();
  });

  it('moves the alias once the collection is green, and wants its graph again where a restart left that undone', async () => {
    const server = await QdrantStandIn.start();
    const index = await openQdrantVectorIndex({ url: server.url, prefix: 'p', scanUpTo: 70 });
    await index.createCollection(TENANT, VERSION, WIDTH);
    server.states.push('yellow', 'grey', 'yellow');
    const activated = index.activate(TENANT, VERSION);
    await expect.poll(() => server.states.length).toBeLessThan(3);
    expect([...server.aliases]).toEqual([]);
    await activated;
    expect(server.thresholds).toEqual([70, 70]);
    expect(server.aliases.size).toBe(1);
    server.states.push('red');
    await expect(index.activate(TENANT, VERSION)).rejects.toMatchObject({ code: 'STARS_UNAVAILABLE' });
    await server.stop();
  });

  it('lets the alias name the version that was activated last', async () => {
    const server = await QdrantStandIn.start();
    const index = await openQdrantVectorIndex({ url: server.url, prefix: 'p' });
    for (const version of ['v1', 'v2']) {
      await index.createCollection(TENANT, version, WIDTH);
      await index.activate(TENANT, version);
    }
    expect([...server.aliases]).toEqual([[`p~${TENANT}`, `p~${TENANT}~v2`]]);
    await index.activate(TENANT, 'v1');
    expect([...server.aliases]).toEqual([[`p~${TENANT}`, `p~${TENANT}~v1`]]);
    await index.dropCollection(TENANT, 'v1');
    expect([...server.aliases]).toEqual([]);
    await server.stop();
  });
});
