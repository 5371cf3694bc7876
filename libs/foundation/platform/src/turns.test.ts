import { expect, it } from 'vitest';
import { nextTurn, turnIsOver } from './turns.js';

const busy = (ms: number): void => {
  for (const end = performance.now() + ms; performance.now() < end; );
};

it('lets others run after ten milliseconds of all long works together', async () => {
  const stepsOfTurns: number[] = [0];
  const timer = setInterval(() => stepsOfTurns.push(0), 0);
  const work = async (): Promise<void> => {
    for (let step = 0; step < 30; step++) {
      if (turnIsOver()) await nextTurn();
      busy(2);
      stepsOfTurns[stepsOfTurns.length - 1]!++;
    }
  };
  await Promise.all([work(), work(), work(), work(), work(), work()]);
  clearInterval(timer);
  // A timer of 0 ms may miss a turn.
  expect(Math.max(...stepsOfTurns)).toBeLessThanOrEqual(11);
  expect(stepsOfTurns.reduce((sum, steps) => sum + steps, 0)).toBe(180);
});

it('ends with an abort', async () => {
  const abort = new AbortController();
  abort.abort(new Error('closed'));
  await expect(nextTurn(abort.signal)).rejects.toThrow('closed');
});
