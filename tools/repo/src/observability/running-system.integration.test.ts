import { WORKSPACE } from '@stars/cli/command-line';
import {
  PopularItemsRequest,
  RecommendGroupsRequest,
  RecommendPageRequest,
  SimilarItemsRequest,
} from '@stars/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DashboardQuery, readDashboardQueries } from './testing/dashboard-queries.js';
import { promtoolFolder } from './testing/promtool.js';
import type { Film, Provocation } from './testing/provocation.js';
import { PROVOKED_ARCHIVE } from './testing/provoked-archive.js';
import { GATEWAY_GONE, PROVOKED_CAUSES } from './testing/provoked-causes.js';
import { PROVOKED_OBJECTIVES } from './testing/provoked-objectives.js';
import { PROVOKED_ON_SERVERS } from './testing/provoked-on-servers.js';
import { PROVOKED_PROCESSES } from './testing/provoked-processes.js';
import { Recording } from './testing/recording.js';
import { readRules } from './testing/rule-files.js';
import { RunningSystem, SHOP } from './testing/running-system.js';
import { readQuery } from './testing/selectors.js';
import { ServiceProcesses } from './testing/service-processes.js';
import { SystemWithoutEmbedder } from './testing/system-without-embedder.js';
import { work } from './testing/system-work.js';

/** Labels that Prometheus adds. */
const TARGET = ['namespace', 'instance', 'job', 'pod'];
const HISTOGRAM_PARTS = /_(bucket|count|sum)$/;

/** In this order: the last one ends the system. */
const ON_ONE_MACHINE = [...PROVOKED_OBJECTIVES, ...PROVOKED_CAUSES, ...PROVOKED_ARCHIVE, GATEWAY_GONE];
/** Some metrics are only there on Kafka. */
const kafka = process.env['STARS_TEST_KAFKA'];

let system: RunningSystem;
beforeAll(async () => {
  if (kafka !== undefined) system = await RunningSystem.start(kafka);
});
afterAll(() => system?.close());

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
    await work(system);
    await system.recommendations.similarItems(SimilarItemsRequest.fromPartial({ itemId: SHOP.items[0]!.itemId, k: 3 }));
    await system.recommendations.popularItems(PopularItemsRequest.fromPartial({ k: 3 }));
    const page = RecommendPageRequest.fromPartial({ userId: 'anybody', placements: [{ k: 3 }] });
    await system.recommendations.recommendPage(page);
    const groups = RecommendGroupsRequest.fromPartial({ userId: 'anybody', field: 'brand' });
    await system.recommendations.recommendGroups(groups);
    const scrape = await system.scrape();
    const missing = readRules(WORKSPACE)
      .flatMap(({ expr }) => readQuery(expr).selectors)
      .flatMap(({ metric, labels }) =>
        labels
          // What only failures have, and services as processes of their own.
          .filter(({ name, operator }) => !['code', 'outcome', 'service'].includes(name) && !operator.startsWith('!'))
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

/** Exactly the alerts fire when the story says so, and none when it says so. */
async function expectFiring(
  { scrape }: Pick<RunningSystem, 'scrape'>,
  story: (film: Film) => Promise<void>,
  { fires = [], later = 0 }: Partial<Pick<Provocation<unknown>, 'fires' | 'later'>> = {},
): Promise<void> {
  const recording = new Recording(scrape, later);
  await story({
    minutes: (...of) => recording.minutes(...of),
    goesOn: (minutes) => recording.goesOn(minutes),
    fires: () => recording.fires(...fires),
    isQuiet: () => recording.fires(),
  });
  const { status, output } = await recording.check(promtool!);
  expect(status, output).toBe(0);
}

describe.skipIf(kafka === undefined || promtool === undefined)('the alerts, on what a running system exposes', () => {
  let withoutEmbedder: SystemWithoutEmbedder;
  beforeAll(async () => {
    withoutEmbedder = await SystemWithoutEmbedder.start(kafka!, system);
  });
  afterAll(() => withoutEmbedder?.close());

  it('are quiet while all is well', async () => {
    await expectFiring(system, async (film) => {
      await film.minutes(4, () => work(system));
      film.isQuiet();
      film.goesOn(200);
      film.isQuiet();
    });
  });

  it.each(named(ON_ONE_MACHINE))('say that %s', async (_, { provoke, ...alerts }) => {
    await expectFiring(system, (film) => provoke(system, film), alerts);
  });

  it.each(named(PROVOKED_ON_SERVERS))('say that %s', async (_, { provoke, ...alerts }) => {
    await expectFiring(withoutEmbedder, (film) => provoke(withoutEmbedder, film), alerts);
  });
});

describe.skipIf(promtool === undefined)('the alerts, on processes that are killed', () => {
  let processes: ServiceProcesses;
  beforeAll(async () => {
    processes = await ServiceProcesses.start();
  });
  afterAll(() => processes?.close());

  it.each(named(PROVOKED_PROCESSES))('say that %s', async (_, { provoke, ...alerts }) => {
    await expectFiring(processes, (film) => provoke(processes, film), alerts);
  });
});

it('every alert is provoked in a running system', () => {
  const provoked = [...ON_ONE_MACHINE, ...PROVOKED_ON_SERVERS, ...PROVOKED_PROCESSES].flatMap(({ fires }) =>
    fires.map(nameOf),
  );
  const all = readRules(WORKSPACE).flatMap(({ alert }) => alert ?? []);
  expect([...new Set(provoked)].sort()).toEqual([...new Set(all)].sort());
});

function named<P extends { name: string }>(all: readonly P[]) {
  return all.map((each) => [each.name, each] as const);
}

const nameOf = (alert: string): string => alert.split(' ')[0]!;
