import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StarsModel } from '@stars/inference';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startBackend } from './backend/backend.js';
import { RECIPES, type TrainingRecipe } from './recipe.js';
import type { StepProgress } from './run/fit-options.js';
import { thirtyItems } from './testing/thirty-items.js';
import { type FitJob, fitBeforeWindow, fitOnEverything, removeCheckpoints } from './training-stages.js';

// More threads add numbers in another order: only one gives the same bits again.
process.env['TF_NUM_INTRAOP_THREADS'] = '1';

const VALIDATION = { days: 10, share: 0.25, every: 0.5, patience: 0, users: 6, refit: true } as const;
const data = thirtyItems();

let folder: string;
let steps: StepProgress[];
let warnings: string[];
beforeAll(() => void startBackend());
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stars-stages-'));
  steps = [];
  warnings = [];
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const jobOf = (changes: Partial<TrainingRecipe>): FitJob => ({
  data,
  recipe: { ...RECIPES.tiny, epochs: 2, batchSize: 2, ...changes },
  keep: () => true,
  place: { timeZone: 'UTC', country: 'US' },
  fitting: {
    seed: 1,
    folder,
    checkpoints: { everyMs: Number.POSITIVE_INFINITY },
    onProgress: (progress) => steps.push(progress),
    onWarning: (message) => warnings.push(message),
  },
});
const stages = (): string[] => [...new Set(steps.map(({ stage }) => stage))];

describe('fitBeforeWindow', () => {
  it('sees nothing of the window, and its best parameters make a usable model', async () => {
    const first = (await fitBeforeWindow(jobOf({ validation: VALIDATION })))!;
    expect(Math.max(...first.plan.log.time)).toBeLessThan(first.validationFrom);
    expect(first.plan.log.time.length).toBeLessThan(data.log.time.length);
    const model = StarsModel.create(first.artifact());
    expect(model.config.itemCount).toBe(first.plan.items.ids.length);
  });

  it('is done once: a run resumed after it learns from the same model', async () => {
    const job = jobOf({ validation: VALIDATION });
    const calm = (await fitBeforeWindow(job))!;
    expect(stages()).toEqual(['fit']);
    steps = [];
    const again = (await fitBeforeWindow(job))!;
    expect(steps).toEqual([]);
    expect(again.fit).toEqual(calm.fit);
    expect(again.validationFrom).toBe(calm.validationFrom);
    expect(again.artifact()).toEqual(calm.artifact());
    await removeCheckpoints(folder);
    await fitBeforeWindow(job);
    expect(stages()).toEqual(['fit']);
  });

  it('is undefined if no window is held out, and warns if the log is too short for one', async () => {
    expect(await fitBeforeWindow(jobOf({}))).toBeUndefined();
    expect(warnings).toEqual([]);
    expect(await fitBeforeWindow(jobOf({ validation: { ...VALIDATION, days: 1000 } }))).toBeUndefined();
    expect(warnings).toEqual([expect.stringContaining('nothing is validated')]);
    expect(steps).toEqual([]);
  });
});

describe('fitOnEverything', () => {
  const finalOf = async (job: FitJob) => fitOnEverything(job, await fitBeforeWindow(job));

  it('is the only fit if no window is held out', async () => {
    const final = await finalOf(jobOf({}));
    expect(stages()).toEqual(['fit']);
    expect(final.validation).toBeUndefined();
    expect(final.plan.log.time.length).toBe(data.log.time.length);
  });

  it('takes as many steps as the validation found best', async () => {
    const { plan, fit, validation } = await finalOf(jobOf({ validation: VALIDATION }));
    expect(stages()).toEqual(['fit', 'refit']);
    expect(plan.log.time.length).toBe(data.log.time.length);
    expect(fit.steps).toBe(validation!.validation_best_step);
    expect(validation!.validation_steps).toBeGreaterThanOrEqual(validation!.validation_best_step);
    expect(validation!.validation_from).toBe(Math.max(...data.log.time) + 1 - 10 * 86_400_000);
  });

  it('trains on the whole log for the recipe’s own epochs if the window chose no number of steps', async () => {
    const { fit, validation } = await finalOf(jobOf({ validation: { ...VALIDATION, every: 0 } }));
    expect(fit.steps).toBeGreaterThan(validation!.validation_steps);
  });

  it('is the first fit if the recipe fits once', async () => {
    const job = jobOf({ validation: { ...VALIDATION, refit: false } });
    const first = (await fitBeforeWindow(job))!;
    const final = await fitOnEverything(job, first);
    expect(stages()).toEqual(['fit']);
    expect(final.fit).toBe(first.fit);
    expect(final.plan).toBe(first.plan);
  });
});
