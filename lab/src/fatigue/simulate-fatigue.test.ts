import { expect, it } from 'vitest';
import { simulateFatigue } from './simulate-fatigue.js';

const WORLD = { users: 80, error: 0, seed: 1 };

it('gains choices where users tire, and costs some where they do not', () => {
  const choicesOf = (planted: number) => simulateFatigue({ ...WORLD, planted }, [0, 1]).map(({ choices }) => choices);
  const [tired, lowered] = choicesOf(1);
  expect(lowered).toBeGreaterThan(1.1 * tired!);
  const [fresh, cost] = choicesOf(0);
  expect(cost).toBeLessThan(0.97 * fresh!);
});

it('serves the same users again', () => {
  expect(simulateFatigue({ ...WORLD, planted: 0.5 }, [0.5])).toEqual(
    simulateFatigue({ ...WORLD, planted: 0.5 }, [0.5]),
  );
});
