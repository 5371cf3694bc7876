import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { evaluationPlan, expectAblations, expectRanking, SpentTime } from './evaluation-plan.js';

const MINUTE = 60_000;

describe('evaluationPlan', () => {
  const minutes = (options: Partial<Parameters<typeof evaluationPlan>[0]>) =>
    evaluationPlan({ size: 'small', tables: [], budgetMinutes: 110, imported: true, ...options }, () => 0).leftMs /
    MINUTE;

  it('counts the import if it is missing, and the ablations if they are wanted', () => {
    const plain = minutes({});
    expect(minutes({ imported: false })).toBeCloseTo(plain + 1.5, 6);
    const ample = { budgetMinutes: 160 };
    const all = minutes({ tables: ['1', '2', '3', 'figure5'], ...ample });
    expect(all - minutes({ tables: ['1'], ...ample })).toBeCloseTo(6 * 12, 6);
  });

  it('gives the ablations the rest of a small budget', () => {
    expect(minutes({ tables: ['1', '3'], budgetMinutes: 90 })).toBeCloseTo(90, 6);
    const without = minutes({ tables: ['1'], budgetMinutes: 1 });
    expect(minutes({ tables: ['1', '3'], budgetMinutes: 1 })).toBeCloseTo(without + 6, 6);
  });

  it('is corrected once the sessions and the speed are known', () => {
    const plan = evaluationPlan({ size: 'tiny', tables: ['3'], budgetMinutes: 150, imported: true }, () => 0);
    const before = plan.leftMs;
    expectRanking(plan, 110, { tables: ['3'], budgetMinutes: 150 });
    // The networks keep their shares of the budget, the rest goes by sessions.
    expect(before - plan.leftMs).toBeCloseTo(20 * MINUTE * 0.99, 3);
    const ranked = plan.leftMs;
    expectAblations(plan, { size: 'tiny', seed: 1, budgetMinutes: 12, steps: 100, stepSeconds: 0.3 });
    expect(ranked - plan.leftMs).toBeCloseTo(6 * (12 * MINUTE - 30_000), 3);
  });
});

describe('SpentTime', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'stars-spent-'));
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
    rmSync(folder, { recursive: true, force: true });
  });
  const spent = (ms: number) => new SpentTime({ id: '', folder, lists: '' }, { spentMs: ms });

  it('adds up over runs that were killed, and starts anew after a report', () => {
    using first = spent(2 * MINUTE);
    expect(first.minutes).toBe(2);
    vi.advanceTimersByTime(15_000);
    using second = spent(3 * MINUTE);
    expect(second.minutes).toBe(5);
    second.finish();
    using third = spent(MINUTE);
    expect(third.minutes).toBe(1);
  });
});
