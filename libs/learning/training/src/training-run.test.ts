import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TOPICS } from '@stars/contracts';
import type { EventBus } from '@stars/event-bus';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TrainOptions } from './train-options.js';
import { openRun, storedModel } from './training-run.js';

let dataDir: string;
let asked: string[];
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'stars-run-'));
  asked = [];
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

/** A bus whose topics all end at an offset. */
const busTo = (offset: number) =>
  ({
    endOffsets: async (topic: string) => {
      asked.push(topic);
      return new Map([[0, offset]]);
    },
  }) as unknown as EventBus;
const options = (changes: Partial<TrainOptions> = {}): TrainOptions => ({
  bus: busTo(7),
  dataDir,
  place: { timeZone: 'UTC', country: 'US' },
  size: 'tiny',
  now: 0,
  ...changes,
});
const versionOf = async (changes: Partial<TrainOptions> = {}): Promise<string> =>
  (await openRun(options(changes))).version;

describe('openRun', () => {
  it('gives a request a version and a folder', async () => {
    const run = await openRun(options({ recipe: { epochs: 3 }, until: 5 }));
    expect(run.version).toMatch(/^tiny-[0-9a-f]{12}$/);
    expect(run.folder).toBe(join(dataDir, 'runs', run.version));
    expect(run.inputs).toMatchObject({ tenant: 'default', seed: 1, until: 5, keep: null, recipe: { epochs: 3 } });
    expect(run.inputs).not.toHaveProperty('maxEvents');
  });

  it('gives other data or options another version, and the same ones the same', async () => {
    const base = await versionOf();
    expect(await versionOf({ now: 9, publish: false })).toBe(base);
    const others = await Promise.all([
      versionOf({ bus: busTo(8) }),
      versionOf({ seed: 2 }),
      versionOf({ tenant: 'other' }),
      versionOf({ until: 5 }),
      versionOf({ keep: { name: 'half', rows: () => () => true } }),
      versionOf({ maxEvents: 10 }),
      versionOf({ recipe: { epochs: 3 } }),
      versionOf({ size: 'small' }),
    ]);
    expect(new Set([base, ...others]).size).toBe(9);
  });

  it('counts impressions only if the recipe learns from them', async () => {
    await openRun(options());
    expect(asked).not.toContain(TOPICS.impressions);
    await openRun(options({ recipe: { hardNegatives: 2 } }));
    expect(asked).toContain(TOPICS.impressions);
  });

  it('learns from what was shown by default, if a step does not score every item anyway', async () => {
    const hardNegatives = async (changes: Partial<TrainOptions>): Promise<number> =>
      (await openRun(options(changes))).inputs.recipe.hardNegatives;
    // More messages than the 256 candidates of `tiny`.
    expect(await hardNegatives({ bus: busTo(300) })).toBeGreaterThan(0);
    expect(await hardNegatives({ bus: busTo(300), recipe: { hardNegatives: 0 } })).toBe(0);
    expect(await hardNegatives({ bus: busTo(200) })).toBe(0);
    expect(await hardNegatives({ bus: busTo(0), recipe: { candidates: 1 } })).toBe(0);
  });
});

describe('storedModel', () => {
  it('is undefined if the model was never trained', async () => {
    expect(await storedModel(await openRun(options()))).toBeUndefined();
  });

  it('is undefined if the model is damaged, and warns', async () => {
    const warnings: string[] = [];
    const run = await openRun(options({ onWarning: (message) => warnings.push(message) }));
    const folder = run.store.pathOf(run.version);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'manifest.json'), 'no JSON');
    expect(await storedModel(run)).toBeUndefined();
    expect(warnings).toEqual([expect.stringContaining('it is trained anew')]);
  });
});
