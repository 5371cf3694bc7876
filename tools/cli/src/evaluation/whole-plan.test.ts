import { describe, expect, it } from 'vitest';
import { PlannedProgress, WholePlan } from './whole-plan.js';

function planned() {
  let now = 0;
  const clock = () => now;
  const plan = new WholePlan(
    [
      { name: 'first', estimateMs: 10_000 },
      { name: 'second', estimateMs: 20_000 },
      { name: 'third', estimateMs: 30_000 },
    ],
    clock,
  );
  return { plan, clock, pass: (ms: number) => (now += ms) };
}

describe('WholePlan', () => {
  it('counts as left: the estimates of coming steps, and the rest of the current one', () => {
    const { plan, pass } = planned();
    expect(plan.leftMs).toBe(60_000);
    plan.enter('first');
    pass(4000);
    expect(plan.leftMs).toBe(56_000);
    pass(60_000);
    expect(plan.leftMs).toBe(50_000);
    plan.enter('second');
    expect(plan.leftMs).toBe(50_000);
    plan.enter('third');
    plan.leave();
    expect(plan.leftMs).toBe(0);
  });

  it('prefers the time left that the step itself reports', () => {
    const { plan, pass } = planned();
    plan.enter('first');
    plan.note({ label: 'Train', done: 1, total: 10, leftMs: 90_000 });
    expect(plan.leftMs).toBe(140_000);
    pass(30_000);
    expect(plan.leftMs).toBe(110_000);
  });

  it('counts with a stage that is slower than its step was estimated, until the next stage', () => {
    const { plan, pass } = planned();
    plan.enter('first');
    plan.note({ label: 'rank', done: 0, total: 100 });
    pass(9000);
    plan.note({ label: 'rank', done: 10, total: 100 });
    expect(plan.leftMs).toBe(81_000 + 50_000);
    plan.note({ label: 'another', done: 0, total: 100 });
    expect(plan.leftMs).toBe(1000 + 50_000);
  });

  it('accepts better estimates', () => {
    const { plan } = planned();
    plan.estimate('third', 0);
    expect(plan.leftMs).toBe(30_000);
  });
});

describe('PlannedProgress', () => {
  it('says with each stage how long everything will take', () => {
    const { plan, clock, pass } = planned();
    const lines: string[] = [];
    const progress = new PlannedProgress(plan, { write: (text) => lines.push(text) }, clock);
    plan.enter('first');
    progress.update({ label: 'rank', done: 1, total: 10, detail: 'sessions' });
    pass(6000);
    progress.update({ label: 'rank', done: 9, total: 10, detail: 'sessions' });
    expect(lines.at(-1)).toContain('sessions  all done in about 54 s');
  });
});
