import { expect, it } from 'vitest';
import { evaluationPlan } from './evaluation-plan.js';

it('counts the import if it is missing', () => {
  const leftMs = (imported: boolean) => evaluationPlan({ size: 'small', imported }, () => 0).leftMs;
  expect(leftMs(false) - leftMs(true)).toBeCloseTo(90_000, 6);
});
