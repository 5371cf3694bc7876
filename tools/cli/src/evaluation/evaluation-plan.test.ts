import { describe, expect, it } from 'vitest';
import { evaluationPlan, expectRanking } from './evaluation-plan.js';

const MINUTE = 60_000;

describe('evaluationPlan', () => {
  const minutes = (options: Partial<Parameters<typeof evaluationPlan>[0]>) =>
    evaluationPlan({ size: 'small', tables: [], imported: true, ...options }, () => 0).leftMs / MINUTE;

  it('counts the import if it is missing, and every baseline and signal if they are wanted', () => {
    const plain = minutes({});
    expect(minutes({ imported: false })).toBeCloseTo(plain + 1.5, 6);
    const every = minutes({ tables: ['1', '2', 'figure5'] });
    expect(every).toBeGreaterThan(plain + 100);
    expect(minutes({ tables: ['1', 'signals'] })).toBeCloseTo(every + 15, 6);
  });

  it('is corrected once the sessions are known', () => {
    const plan = evaluationPlan({ size: 'tiny', tables: ['1'], imported: true }, () => 0);
    const before = plan.leftMs;
    expectRanking(plan, 110, ['1']);
    expect(before - plan.leftMs).toBeCloseTo(120 * MINUTE * 0.99, 3);
  });
});
