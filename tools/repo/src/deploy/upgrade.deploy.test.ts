import { randomUUID } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WORKSPACE } from '@stars/cli/command-line';
import { kubeNodeProblem, runProgram } from '@stars/servers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildImages, imageName } from '../checks/testing/images/engine.js';
import { foundInProfiles, foundOfItems, foundOnBus } from './testing/found.js';
import { CHART } from './testing/manifest.js';
import type { Calls, SteadyLoad } from './testing/steady-load.js';
import { SERVICES, UpgradedShop } from './testing/upgraded-shop.js';

// The chart in a real cluster of one node, with real images. Kafka, Redis and Elasticsearch are real; one file of vectors stands for
// Qdrant, which no registry of packages has.
const isLong = process.env['STARS_TEST_ALL'] !== undefined;
const problem = isLong ? kubeNodeProblem() : undefined;
if (problem) console.warn(`! SKIPPED: the chart is not upgraded in a cluster: ${problem}`);

/** A second. */
const RATES = { requests: 8, events: 20, items: 1 };
const NONE = { lost: [], twice: [] };
const HOURS_MS = 3_600_000;

describe.skipIf(!isLong || problem)('an upgrade of the chart under load', () => {
  const work = join(tmpdir(), `stars-before-${randomUUID()}`);
  const before = { chart: join(work, 'deploy/helm/stars'), tag: 'before' };
  const after = { chart: CHART, tag: 'test' };
  let shop: UpgradedShop;
  let load: SteadyLoad;

  beforeAll(async () => {
    await checkOut(await versionBefore(), work);
    await buildImages(SERVICES, before.tag, work);
    await buildImages(SERVICES, after.tag);
    shop = await UpgradedShop.start(before, [before.tag, after.tag]);
    load = shop.load(RATES);
  }, 3 * HOURS_MS);
  afterAll(async () => {
    await shop?.close();
    rmSync(work, { recursive: true, force: true });
  }, HOURS_MS);

  const expectAll = async (tag: string) => {
    const pods = await shop.pods();
    expect(new Set(pods.map(({ image }) => image))).toEqual(new Set(SERVICES.map((name) => imageName(name, tag))));
    expect(pods.filter(({ restarts }) => restarts > 0)).toEqual([]);
  };

  it(
    'replaces the pods of the version before',
    async () => {
      await shop.upgrade(after);
      await expectAll(after.tag);
    },
    HOURS_MS,
  );

  it(
    'is rolled back',
    async () => {
      await shop.rollBack();
      await expectAll(before.tag);
    },
    HOURS_MS,
  );

  it('fails no call', async () => {
    await load.stop();
    const all = { recommend: load.recommend, track: load.track, upsert: load.upsert };
    const lines = Object.entries(all).map(([name, calls]) => `  ${name}: ${inWords(calls)}\n`);
    process.stderr.write(
      `${load.seconds.toFixed(0)} s\n${lines.join('')}  degraded: ${JSON.stringify([...load.degradations])}\n`,
    );
    expect(Object.values(all).flatMap(({ failures }) => failures)).toEqual([]);
    expect(load.recommend.sent).toBeGreaterThan(RATES.requests * load.seconds * 0.9);
  });

  it(
    'loses no event and no item, and none is there twice',
    async () => {
      await shop.drained();
      expect(await foundOnBus(shop, load.events)).toEqual(NONE);
      expect(await foundInProfiles(shop, load.events)).toEqual({ ...NONE, outdated: [] });
      expect(await foundOfItems(shop, load.items)).toEqual(NONE);
    },
    HOURS_MS,
  );
});

/** The last release; before the first, the commit before this one. */
async function versionBefore(): Promise<string> {
  const git = (...parameters: string[]) => runProgram('git', parameters, { cwd: WORKSPACE });
  const tags = (await git('tag', '--merged', 'HEAD', '--sort=-creatordate')).split('\n');
  return tags[0] || (await git('rev-parse', 'HEAD^')).trim();
}

async function checkOut(version: string, folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  await runProgram('sh', ['-c', `git archive ${version} | tar -x -C ${folder}`], { cwd: WORKSPACE });
}

function inWords({ sent, failures, times }: Calls): string {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number) => `${Math.round(sorted[Math.floor(share * (sorted.length - 1))] ?? Number.NaN)} ms`;
  return `${sent} calls, ${failures.length} failed; p50 ${at(0.5)}, p99 ${at(0.99)}, most ${at(1)}`;
}
