import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RECIPES } from '@stars/training';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type DataFolder, openDataFolder } from '../data-folder.js';
import type { TrainingRequest } from '../train-model.js';
import { ablationPlan, ablationRequest } from './ablation-plan.js';
import { TABLE_3 } from './part-variants.js';

const recipe = RECIPES.small;

describe('ablationPlan', () => {
  let folder: DataFolder;
  beforeEach(() => {
    folder = openDataFolder(mkdtempSync(join(tmpdir(), 'stars-ablations-')));
  });
  afterEach(() => rmSync(folder.root, { recursive: true, force: true }));

  const run = () => ({ id: 'id', folder: join(folder.evaluations, 'id'), lists: '' });
  const plan = (leftMinutes: number, trials: TrainingRequest[] = [], { seed = 1, budgetMinutes = 110 } = {}) => {
    const options = { size: 'small' as const, seed, recipe, budgetMinutes, leftMinutes, rankMinutes: 1 };
    return ablationPlan(folder, run(), options, async (request) => {
      trials.push(request);
      mkdirSync(join(folder.models, 'trial'), { recursive: true });
      mkdirSync(join(folder.root, 'runs', 'trial'), { recursive: true });
      return { version: 'trial', stepSeconds: 0.5, startSeconds: 30 };
    });
  };

  it.each([
    [50, 6.8],
    [500, 12],
    [-3, 0.1],
  ])('of %s minutes gives each variant %s', async (left, minutes) => {
    const { budgetMinutes, steps } = await plan(left);
    expect(budgetMinutes).toBe(minutes);
    expect(steps).toBe(Math.floor((minutes * 60 * 0.9) / 0.5));
  });

  it('tries the full model for a few steps, and keeps no model of the trial', async () => {
    const trials: TrainingRequest[] = [];
    await plan(50, trials);
    expect(trials).toEqual([ablationRequest(recipe, { size: 'small', seed: 1, steps: 24 }, TABLE_3[0]!)]);
    expect([...readdirSync(folder.models), ...readdirSync(join(folder.root, 'runs'))]).toEqual([]);
  });

  it('is kept, whatever time is left later; another seed or budget makes another plan', async () => {
    const trials: TrainingRequest[] = [];
    const first = await plan(50, trials);
    expect(await plan(5, trials)).toEqual(first);
    expect(trials).toHaveLength(1);
    await plan(5, trials, { seed: 2 });
    await plan(5, trials, { budgetMinutes: 50 });
    expect(trials).toHaveLength(3);
  });
});

describe('ablationRequest', () => {
  const request = (n: number) => ablationRequest(recipe, { size: 'small', seed: 3, steps: 70 }, TABLE_3[n]!);

  it('trains every variant alike: no prior, a fixed number of steps, no early stop, not announced', () => {
    for (const n of TABLE_3.keys()) {
      expect(request(n)).toMatchObject({ size: 'small', seed: 3, publish: false, recipe: { maxSteps: 70 } });
      expect(request(n).recipe?.size?.priorWeight).toBe(0);
      expect({ ...recipe, ...request(n).recipe }.validation).toBeUndefined();
    }
  });

  it('leaves out one part each, the full model none', () => {
    const off = TABLE_3.map((_, n) =>
      Object.entries(request(n).recipe!.parts!).flatMap(([part, on]) => (on ? [] : [part])),
    );
    expect(off).toEqual([[], ['text'], ['tags'], ['context'], ['user'], ['repeat']]);
  });
});
