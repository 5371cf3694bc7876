import { describe, expect, it } from 'vitest';
import { holdOut } from './held-out-window.js';
import { RECIPES, type TrainingRecipe } from './recipe.js';
import { thirtyItems } from './testing/thirty-items.js';
import type { KeepRow } from './training-plan.js';

const DAY = 86_400_000;
const data = thirtyItems();
const end = Math.max(...data.log.time) + 1;

function held(days: number, keep: KeepRow = () => true) {
  const warnings: string[] = [];
  const validation = { share: 0.1, days, every: 1, patience: 0, users: 4, refit: true } as const;
  const recipe: TrainingRecipe = { ...RECIPES.tiny, validation };
  const onWarning = (message: string): void => {
    warnings.push(message);
  };
  const options = { place: { timeZone: 'UTC', country: 'US' }, seed: 1, onWarning };
  return { window: holdOut(data, recipe, keep, options), warnings };
}

describe('holdOut', () => {
  it('plans a fit on the data before the window, and validates on baskets in it', () => {
    const { window, warnings } = held(10);
    const { from, plan, sessions } = window!;
    expect(from).toBe(end - 10 * DAY);
    expect(plan.log.time.every((time) => time < from)).toBe(true);
    expect(plan.log.time).toHaveLength(data.log.time.filter((time) => time < from).length);
    expect(sessions).toHaveLength(4);
    for (const { time, history } of sessions) {
      expect(time).toBeGreaterThanOrEqual(from);
      expect(history.length).toBeGreaterThan(0);
    }
    expect(warnings).toEqual([]);
  });

  it('uses no row that is excluded', () => {
    const until = end - 5 * DAY;
    const { window } = held(10, (row) => data.log.time[row]! < until);
    expect(window!.from).toBeLessThan(until - 9 * DAY);
    expect(window!.sessions.every(({ time }) => time < until)).toBe(true);
  });

  it.each([
    ['nothing is before the window', 1000, () => true, /a training needs 2 items .* the 0 events have 0/],
    [
      'no user of the window has a basket before it',
      10,
      (row: number, user: number) =>
        user < 3 ? data.log.time[row]! < end - 20 * DAY : data.log.time[row]! >= end - 2 * DAY,
      /no user has events both before and in the last part/,
    ],
    [
      'nobody comes back before the window',
      10,
      (row: number, user: number) => row === data.log.userOffsets[user] || data.log.time[row]! >= end - 10 * DAY,
      /before the last part of the log, no user has two baskets/,
    ],
  ])('holds nothing out if %s, and warns', (_, days, keep, why) => {
    const { window, warnings } = held(days, keep);
    expect(window).toBeUndefined();
    expect(warnings).toEqual([expect.stringMatching(why)]);
  });
});
