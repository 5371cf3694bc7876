import {
  Interaction,
  InteractionType,
  PopularItemsRequest,
  RecommendRequest,
  SimilarItemsRequest,
  TOPICS,
} from '@stars/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WORKSPACE } from '../workspace.js';
import { type DashboardQuery, readDashboardQueries } from './dashboard-queries.js';
import { readRules } from './rule-files.js';
import { readQuery } from './selectors.js';
import { promtoolFolder, testAlerts } from './testing/promtool.js';
import { RunningSystem, SHOP } from './testing/running-system.js';
import { seriesOf } from './testing/scraped-series.js';

/** Labels that Prometheus adds. */
const TARGET = ['namespace', 'instance', 'job', 'pod'];
const HISTOGRAM_PARTS = /_(bucket|count|sum)$/;
const DAY_S = 86_400;
const SCRAPES = 7;

/** Some metrics are only there on Kafka. */
const kafka = process.env['STARS_TEST_KAFKA'];

let system: RunningSystem;
let sent = 0;
beforeAll(async () => {
  if (kafka !== undefined) system = await RunningSystem.start(kafka);
});
afterAll(() => system?.close());

const ask = (part: Partial<RecommendRequest> = {}, timeoutMs = 5000) =>
  system.recommendations.recommend(RecommendRequest.fromPartial({ userId: SHOP.users[0]!.userId, k: 5, ...part }), {
    timeoutMs,
  });

/** Events that happened so long ago, until their users have them in their vectors. */
async function track(count: number, ageMs: number): Promise<void> {
  const interactions = Array.from({ length: count }, () =>
    Interaction.fromPartial({
      ...{ eventId: `new-${++sent}`, userId: SHOP.users[sent % SHOP.users.length]!.userId },
      ...{ itemId: SHOP.items[sent % SHOP.items.length]!.itemId, type: InteractionType.INTERACTION_TYPE_VIEW },
      time: new Date(Date.now() - ageMs),
    }),
  );
  await system.events.track({ interactions, impressions: [] });
  await system.standalone.drain({ pollMs: 20, signal: AbortSignal.timeout(60_000) });
}

const healthyWork = async (): Promise<void> => {
  for (let n = 0; n < 10; n++) await ask();
  await track(5, 0);
};

/** What is scraped before and after each round of work. */
async function scrapesOf(work: () => Promise<unknown>): Promise<string[]> {
  const scrapes = [await system.scrape()];
  while (scrapes.length < SCRAPES) {
    await work();
    scrapes.push(await system.scrape());
  }
  return scrapes;
}

describe.skipIf(kafka === undefined)('a running system', () => {
  it('exposes every metric and label that a rule reads', async () => {
    const queries = readRules(WORKSPACE).map(({ expr }) => ({ expr, legend: '' }));
    expect(queries.length).toBeGreaterThan(50);
    expect(await problemsOf(queries)).toEqual([]);
  });

  it('exposes every metric and label that a panel reads', async () => {
    const queries = readDashboardQueries(WORKSPACE);
    expect(queries.length).toBeGreaterThan(40);
    expect(await problemsOf(queries)).toEqual([]);
  });

  it('has series with the values by which rules choose them', async () => {
    await healthyWork();
    await system.recommendations.similarItems(SimilarItemsRequest.fromPartial({ itemId: SHOP.items[0]!.itemId, k: 3 }));
    await system.recommendations.popularItems(PopularItemsRequest.fromPartial({ k: 3 }));
    const scrape = await system.scrape();
    const missing = readRules(WORKSPACE)
      .flatMap(({ expr }) => readQuery(expr).selectors)
      .flatMap(({ metric, labels }) =>
        labels
          // What only failures have.
          .filter(({ name }) => name !== 'code' && name !== 'outcome')
          .flatMap(({ name, value }) => value.split('|').map((choice) => `${metric}\\{.*\\b${name}="${choice}"`)),
      )
      .filter((series) => !new RegExp(series).test(scrape));
    expect([...new Set(missing)]).toEqual([]);
  });

  it('does not expose what is made up', async () => {
    const problems = await problemsOf([
      { expr: 'sum by (colour) (stars_ready{size="1"}) > stars_nothing', legend: '{{shape}}' },
    ]);
    expect(problems).toEqual([
      'stars_ready has no label size',
      'no process exposes stars_nothing',
      expect.stringMatching(/^nothing in .* has the label colour$/),
      expect.stringMatching(/^nothing in .* has the label shape$/),
    ]);
  });
});

/** What queries read that no process exposes. */
async function problemsOf(queries: readonly DashboardQuery[]): Promise<string[]> {
  const exposed = new Set([...(await system.scrape()).matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name!));
  const recorded = new Set(readRules(WORKSPACE).map(({ record }) => record));
  return queries.flatMap(({ expr, legend }) => {
    const { selectors, grouping } = readQuery(expr);
    const known = new Set(TARGET);
    const problems: string[] = [];
    for (const { metric, labels } of selectors) {
      const isThere = exposed.has(metric) || exposed.has(metric.replace(HISTOGRAM_PARTS, ''));
      if (!isThere && !recorded.has(metric)) problems.push(`no process exposes ${metric}`);
      const own = recorded.has(metric) ? ['tenant'] : labelsOf(metric);
      for (const label of own) known.add(label);
      const foreign = labels.filter(({ name }) => !own.includes(name) && !TARGET.includes(name));
      problems.push(...foreign.map(({ name }) => `${metric} has no label ${name}`));
    }
    const used = [...grouping, ...[...legend.matchAll(/\{\{(\w+)\}\}/g)].map(([, label]) => label!)];
    for (const label of used) if (!known.has(label)) problems.push(`nothing in ${expr} has the label ${label}`);
    return problems;
  });
}

function labelsOf(metric: string): string[] {
  const isPart = (name: string) => name === metric || name === metric.replace(HISTOGRAM_PARTS, '');
  const all = system.registries.flatMap(({ registry }) => registry.getMetricsAsArray());
  const { labelNames = [] } = (all.find(({ name }) => isPart(name)) ?? {}) as { labelNames?: string[] };
  return [...labelNames, 'service', ...(metric.endsWith('_bucket') ? ['le'] : [])];
}

const promtool = await promtoolFolder();

// Scrapes of seconds, as if a minute lay between two of them.
describe.skipIf(kafka === undefined || promtool === undefined)('the alerts, on what a running system exposes', () => {
  async function expectFiring(scrapes: readonly string[], alerts: readonly string[], minute = SCRAPES - 1, later = 0) {
    const start = Math.floor(Date.now() / 1000) + later;
    const kept = Object.entries(seriesOf(scrapes)).map(([id, values]) => [id, `${values} ${lastOf(values)}+0x200`]);
    const firing = [{ minute, alerts }];
    const series = Object.fromEntries(kept) as Record<string, string>;
    const { status, output } = await testAlerts(promtool!, [{ name: 'scraped', start, series, firing }]);
    expect(status, output).toBe(0);
  }

  it('are quiet while all is well', async () => {
    await expectFiring(await scrapesOf(healthyWork), []);
  });

  it('say that answers fail', async () => {
    const failed = async () =>
      (await system.scrape()).match(/^stars_gateway_requests_total\{.*DEADLINE.*\} (\d+)$/m)?.[1];
    // A call may end before the gateway has heard of it.
    const late = async (before?: string): Promise<void> => {
      while ((await failed()) === before) await ask({ k: 20, explain: true }, 1).catch(() => undefined);
    };
    const scrapes = await scrapesOf(async () => {
      await healthyWork();
      await late(await failed());
    });
    await expectFiring(scrapes, ['StarsAnswersFail page 1h']);
  });

  it('say that answers are slow', async () => {
    const scrapes = await scrapesOf(() => Promise.all([ask(), ask({ explain: true })]));
    await expectFiring(scrapes, ['StarsAnswersSlow page 1h']);
  });

  it('say that events come late', async () => {
    await expectFiring(await scrapesOf(() => track(5, 60_000)), ['StarsVectorsLate page 1h']);
  });

  it('tell of the first dead letter', async () => {
    let rounds = 0;
    const scrapes = await scrapesOf(async () => {
      await healthyWork();
      if (++rounds !== 3) return;
      const broken = { key: 'broken', id: 'broken', value: Buffer.from([0xff]), headers: {} };
      await system.standalone.stack.bus.publish(TOPICS.catalog, [broken]);
      await system.standalone.drain({ pollMs: 20, signal: AbortSignal.timeout(60_000) });
    });
    await expectFiring(scrapes, ['StarsDeadLetters ticket']);
  });

  it('say that the model is old, three days later', async () => {
    const scrapes = (await scrapesOf(healthyWork)).map((scrape) => scrape.replaceAll(/^stars_archive.*$/gm, ''));
    await expectFiring(scrapes, ['StarsModelOld ticket 1d'], 150, 3 * DAY_S);
  });
});

const lastOf = (values: string): string => values.split(' ').at(-1)!;
