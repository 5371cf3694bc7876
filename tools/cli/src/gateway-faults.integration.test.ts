import { setTimeout as sleep } from 'node:timers/promises';
import type { Interaction } from '@stars/contracts';
import { syntheticShop } from '@stars/datasets/testing';
import { type RunningServer, startElasticsearch, startKafka, startRedis } from '@stars/servers';
import { openPorts } from '@stars/stack';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { stackConfig } from './stack-config.js';
import { type ApiClient, apiClientAt, ServersWorld } from './testing/servers-world.js';

// A gateway under load while its servers are killed, stopped and restarted. What was sent, answered, degraded and stored?
const shop = syntheticShop({ users: 60, items: 120, days: 40, seed: 7, sessionsPerDay: 0.3 });
const NOW = new Date(shop.events.at(-1)!.time!.getTime() + 3_600_000);
/** Of a caller. Machines that run tests are busy. */
const DEADLINE_MS = 6000;
const CALLERS = 4;
/** Share of answers that may be degraded although no store is away: a server may pause on a busy machine. */
const FEW = 0.02;

interface Counts {
  sent: number;
  answered: number;
  full: number;
  degraded: number;
  failed: string[];
  slowestMs: number;
}

let servers: { kafka: RunningServer; redis: RunningServer; elasticsearch: RunningServer };
let world: ServersWorld;
let client: ApiClient;
let httpPort: number;

beforeAll(async () => {
  const [kafka, redis, elasticsearch] = await Promise.all([startKafka(), startRedis(), startElasticsearch()]);
  servers = { kafka, redis, elasticsearch };
  world = new ServersWorld(shop, { kafka: kafka.url, redis: redis.url, elasticsearch: elasticsearch.url });
  await world.importInto(world.folder, world.env);
  // No profiles in its own memory: every answer needs Redis.
  const gateway = world.start('gateway');
  for (const name of ['catalog', 'tagger', 'embedder'] as const) await world.start(name).says('running');
  const version = await world.train(2);
  await world.drained();
  const serving = await gateway.says('serving');
  httpPort = serving['httpPort'] as number;
  client = apiClientAt(serving['grpcPort'] as number);
  await vi.waitFor(async () => expect((await ask(0)).modelVersion).toBe(version), { timeout: 30_000 });
}, 300_000);

afterAll(async () => {
  client?.close();
  await world?.close();
  for (const server of Object.values(servers ?? {})) await server.stop();
});

const ask = (n: number) => {
  const { userId } = shop.users[n % shop.users.length]!;
  return client.recommend({ userId, k: 10, time: NOW }, DEADLINE_MS);
};

/** Asks without a pause for as long as the work takes. It gets the counts so far. */
async function under(work: (counts: Readonly<Counts>) => Promise<void>): Promise<Counts> {
  const counts: Counts = { sent: 0, answered: 0, full: 0, degraded: 0, failed: [], slowestMs: 0 };
  let working = true;
  const call = async (): Promise<void> => {
    while (working) {
      const started = performance.now();
      try {
        const { items, degradations } = await ask(counts.sent++);
        counts.answered++;
        if (degradations.length > 0) counts.degraded++;
        if (items.length === 10) counts.full++;
      } catch (error) {
        counts.failed.push((error as Error).message);
      }
      counts.slowestMs = Math.max(counts.slowestMs, performance.now() - started);
      await sleep(10);
    }
  };
  const callers = Array.from({ length: CALLERS }, call);
  try {
    await work(counts);
  } finally {
    working = false;
    await Promise.all(callers);
  }
  return counts;
}

/** Waits until answers are complete again. */
const recovered = () =>
  expect.poll(async () => (await ask(1)).degradations.map(({ code }) => code), { timeout: 60_000 }).toEqual([]);

/** Waits until 500 more answers were degraded. */
async function degraded(counts: Readonly<Counts>): Promise<void> {
  const wanted = counts.degraded + 500;
  await expect.poll(() => counts.degraded, { timeout: 60_000 }).toBeGreaterThanOrEqual(wanted);
}

/** Every call was answered within its deadline. */
function expectAnswered(counts: Counts): void {
  expect(counts.failed).toEqual([]);
  expect(counts.answered).toBe(counts.sent);
  expect(counts.slowestMs).toBeLessThan(DEADLINE_MS);
}

async function degradationsCounted(): Promise<number> {
  const text = await (await fetch(`http://127.0.0.1:${httpPort}/metrics`)).text();
  const line = /^stars_gateway_degradations_total\{[^}]*code="STARS_UNAVAILABLE"[^}]*\} (\d+)/m.exec(text);
  return Number(line?.[1] ?? 0);
}

async function readiness(port: number): Promise<{ status: number; body: Record<string, unknown> }> {
  const response = await fetch(`http://127.0.0.1:${port}/readyz`);
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

describe('a gateway whose servers fail', () => {
  it('answers in full while nothing fails', async () => {
    const counts = await under(() => sleep(2000));
    expect(counts).toMatchObject({ failed: [], answered: counts.sent, full: counts.sent });
    expect(counts.degraded).toBeLessThan(FEW * counts.sent);
  });

  it('answers throughout while Redis is dead, and counts what was degraded', async () => {
    const before = await degradationsCounted();
    const counts = await under(async (sofar) => {
      await servers.redis.kill();
      await degraded(sofar);
      await servers.redis.restart();
      await recovered();
    });
    expectAnswered(counts);
    // Popular items fill the list: a short list would be marked, and everything is in stock here.
    expect(counts.full).toBe(counts.sent);
    // The polls for recovery count too.
    expect((await degradationsCounted()) - before).toBeGreaterThanOrEqual(counts.degraded);
  });

  it('answers throughout while Redis hangs', { tags: ['long'] }, async () => {
    const counts = await under(async (sofar) => {
      await servers.redis.pause();
      await degraded(sofar);
      const { status, body } = await readiness(httpPort);
      expect({ status, degraded: body['degraded'] }).toEqual({ status: 200, degraded: ['profile-store'] });
      servers.redis.resume();
      await recovered();
    });
    expectAnswered(counts);
    expect(counts.full).toBe(counts.sent);
  });

  it('answers in full while Kafka hangs, and accepts every event once it is back', async () => {
    const { userId } = shop.users[0]!;
    const interactions: Interaction[] = Array.from({ length: 40 }, (_, n) => ({
      ...shop.events[0]!,
      eventId: `during-${n}`,
      userId,
      itemId: shop.items[n % shop.items.length]!.itemId,
      time: new Date(NOW.getTime() - 40_000 + n),
    }));
    let refused = 0;
    // An application that gets no answer sends the same event again.
    const send = async (interaction: Interaction): Promise<void> => {
      for (let attempt = 0; attempt < 30; attempt++) {
        try {
          await client.track({ interactions: [interaction], impressions: [] }, { timeoutMs: 4000 });
          return;
        } catch {
          refused++;
          await sleep(500);
        }
      }
      throw new Error(`${interaction.eventId} was never accepted`);
    };
    const counts = await under(async () => {
      await servers.kafka.pause();
      const sending = Promise.all(interactions.map(send));
      await expect.poll(() => refused, { timeout: 60_000 }).toBeGreaterThanOrEqual(interactions.length);
      servers.kafka.resume();
      await sending;
    });
    expect(counts).toMatchObject({ failed: [], answered: counts.sent, full: counts.sent });
    expect(counts.degraded).toBeLessThan(FEW * counts.sent);
    expect(refused).toBeGreaterThan(0);
    await world.drained();
    const { profiles, close } = await openPorts(stackConfig(world.folder, world.env), ['profiles']);
    try {
      const [profile] = await profiles.get('default', [userId]);
      // Sent some more than once: each is there once, in its place.
      const first = interactions[0]!.time!.getTime();
      const stored = profile!.history.filter(({ time }) => time >= first).map(({ itemId, time }) => [itemId, time]);
      expect(stored).toEqual(interactions.map(({ itemId, time }) => [itemId, time!.getTime()]));
    } finally {
      await close();
    }
  });

  it('answers throughout while Elasticsearch hangs, and while it is dead', { tags: ['long'] }, async () => {
    const counts = await under(async () => {
      await servers.elasticsearch.pause();
      await sleep(8000);
      servers.elasticsearch.resume();
      await recovered();
      await servers.elasticsearch.kill();
      await sleep(5000);
      await servers.elasticsearch.restart();
      await recovered();
    });
    expectAnswered(counts);
    // A default answer rarely asks it: the index says what may be in a list, and the gateway keeps the cards of items.
    expect(counts.full).toBe(counts.sent);
  });
});
