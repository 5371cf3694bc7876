import { expect, it } from 'vitest';
import { Turns } from './turns.js';

const busy = (ms: number): void => {
  for (const end = performance.now() + ms; performance.now() < end; );
};

it('lets others run after ten milliseconds of all long works together', async () => {
  const stepsOfTurns: number[] = [0];
  const timer = setInterval(() => stepsOfTurns.push(0), 0);
  const work = async (): Promise<void> => {
    const turns = new Turns();
    for (let step = 0; step < 30; step++) {
      if (turns.isOver()) await turns.next();
      busy(2);
      stepsOfTurns[stepsOfTurns.length - 1]!++;
    }
  };
  await Promise.all([work(), work(), work(), work(), work(), work()]);
  clearInterval(timer);
  // In the first turn each may take ten milliseconds. Then five steps fit into a turn, and each work goes on by one at least.
  expect(Math.max(...stepsOfTurns.slice(1))).toBeLessThanOrEqual(11);
  expect(stepsOfTurns.reduce((sum, steps) => sum + steps, 0)).toBe(180);
});

it('ends with an abort', async () => {
  const abort = new AbortController();
  abort.abort(new Error('closed'));
  await expect(new Turns().next(abort.signal)).rejects.toThrow('closed');
});
