// @module-tag long

import { appendFileSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EVENT_TIME_BOUNDS, encodeImpression, encodeItemFeatures, Impression, TOPICS } from '@stars/contracts';
import { checkRecipe } from '@stars/training';
import { type ShopOnABus, shopOnABus } from '@stars/training/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type SearchOptions, type SearchReport, searchRecipes } from './search-recipes.js';

let world: ShopOnABus;
beforeAll(async () => {
  world = await shopOnABus({ seed: 5, users: 24, items: 30, days: 40, nextItemShare: 0.5 });
}, 60_000);
afterAll(async () => {
  await world?.close();
});

const search = (changes: Partial<SearchOptions> = {}): Promise<SearchReport> =>
  searchRecipes({
    bus: world.bus,
    dataDir: world.dataDir,
    clock: { now: Date.now(), bounds: EVENT_TIME_BOUNDS },
    place: { timeZone: 'UTC', country: 'US' },
    size: 'tiny',
    // A rate of 1e-5 learns nothing in so few steps; two heads cannot share a width of 3.
    space: {
      learningRate: { choice: [0.00001, 0.02] },
      epochs: { choice: [6] },
      batchSize: { choice: [4] },
      'size.width': { choice: [16, 16, 3] },
    },
    trials: 4,
    // Draws both rates and an impossible width.
    seed: 6,
    checkpoints: { everyMs: Number.POSITIVE_INFINITY, everySteps: 1 },
    ...changes,
  });

const resultsOf = ({ results }: SearchReport) => results.map(({ seconds: _, ...result }) => result);

describe('searchRecipes', () => {
  it('killed repeatedly resumes, does nothing twice, and finds what an uninterrupted one finds', async () => {
    let began = new Map<string, number>();
    let report: SearchReport | undefined;
    let kills = 0;
    while (!report) {
      const controller = new AbortController();
      const before = began;
      began = new Map(before);
      report = await search({
        signal: controller.signal,
        onProgress: ({ stage, trial, done }) => {
          if (stage !== 'trial') return;
          const key = `${trial} after ${done}`;
          // Each trial is stopped once, at its first progress.
          if (!before.has(key)) controller.abort(new Error('killed'));
          began.set(key, 1);
        },
      }).catch((error: Error) => {
        expect(error.message).toBe('killed');
        kills++;
        return undefined;
      });
    }
    expect(kills).toBeGreaterThanOrEqual(2);
    expect(report.finished).toBe(true);
    expect(readdirSync(report.folder).sort()).toEqual(['best-recipe.json', 'run.json', 'trials.jsonl']);
    const rounds = report.results.map(({ trial, round }) => `${trial}/${round}`);
    expect(new Set(rounds).size).toBe(rounds.length);

    const failed = report.results.filter(({ metric }) => metric === null);
    expect(failed.length).toBeGreaterThan(0);
    for (const { failure } of failed) expect(failure).toContain('multiple of heads');
    const best = report.best!;
    expect(best).toMatchObject({ round: 1, share: 1, changes: { learningRate: 0.02 } });
    expect(best.ndcg).toBeGreaterThan(0.1);
    const recipe = JSON.parse(readFileSync(report.bestRecipePath!, 'utf8'));
    expect(recipe).toEqual(best.changes);
    expect(checkRecipe(recipe)).toMatchObject({ learningRate: 0.02 });

    const again = await search();
    expect(again).toEqual(report);
    // Another data folder would repeat it all; here a half-written line is all that a kill can leave.
    appendFileSync(join(report.folder, 'trials.jsonl'), '{"trial":');
    expect(resultsOf(await search())).toEqual(resultsOf(report));
  });

  it('starts no trial once its budget is used, and resumes with a larger one', async () => {
    const space = { learningRate: { log: [0.01, 0.03] as [number, number] }, epochs: { choice: [1] } };
    const first = await search({ space, trials: 3, budgetMs: 1 });
    expect(first.finished).toBe(false);
    expect(first.results).toHaveLength(1);
    expect(existsSync(first.bestRecipePath!)).toBe(true);
    const second = await search({ space, trials: 3 });
    expect(second.id).toBe(first.id);
    expect(second.finished).toBe(true);
    expect(second.results[0]).toEqual(first.results[0]);
    expect(second.results.map(({ round }) => round)).toEqual([0, 0, 0, 1]);
  });

  it('learns from what was shown where a training would', async () => {
    const baseOf = async (): Promise<{ hardNegatives: number }> => {
      const { folder } = await search({ space: { epochs: { choice: [1] } }, trials: 1 });
      return JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8')).base;
    };
    expect((await baseOf()).hardNegatives).toBe(0);
    const page = { eventId: 'e', pageId: 'p', tenantId: 'default', userId: 'u', time: new Date(0) };
    const shown = Impression.fromPartial({ ...page, items: [{ itemId: world.shop.items[0]!.itemId }] });
    await world.bus.publish(TOPICS.impressions, [encodeImpression(shown)]);
    // More messages than the 256 candidates of `tiny`.
    const versions = world.features.flatMap((item) =>
      Array.from({ length: 9 }, (_, n) => encodeItemFeatures({ ...item, itemVersion: item.itemVersion + n + 1 })),
    );
    await world.bus.publish(TOPICS.itemFeatures, versions);
    expect((await baseOf()).hardNegatives).toBe(8);
  });
});
