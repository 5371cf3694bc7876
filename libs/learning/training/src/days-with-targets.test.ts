import { InteractionType } from '@stars/contracts';
import { ContextTimeline, InteractionLogBuilder, LocalClock } from '@stars/features';
import { expect, it } from 'vitest';
import { daysWithTargets } from './days-with-targets.js';
import { SECOND_STAGE_DEFAULTS } from './second-stage/second-stage-recipe.js';
import { trainSecondStage } from './second-stage/train-second-stage.js';
import type { FirstFit } from './training-stages.js';

const { INTERACTION_TYPE_PURCHASE: purchase, INTERACTION_TYPE_VIEW: view } = InteractionType;
const DAY_MS = 86_400_000;
const clock = new LocalClock('UTC');

/** Purchases on days 1 and 3, views on days 2 to 9. */
function shop() {
  const builder = new InteractionLogBuilder();
  const add = (type: InteractionType, day: number): void =>
    builder.add({ userId: 'ann', itemId: 'tea', type, time: day * DAY_MS, region: '', sessionId: '' });
  for (const day of [1, 3]) add(purchase, day);
  for (let day = 2; day < 10; day++) add(view, day);
  return builder.build();
}

it('are the days from one on, or undefined if these have other events alone', () => {
  const daysOf = (from: number, target?: 'purchase' | 'view') =>
    daysWithTargets(shop(), clock, from, target ? { target } : {}, 1)?.sessions.map(({ day }) => day);
  expect(daysOf(2, 'purchase')).toEqual([3]);
  expect(daysOf(4, 'purchase')).toBeUndefined();
  expect(daysOf(8, 'view')).toEqual([8, 9]);
});

it('ends no training whose window has no whole day with a purchase', async () => {
  const data = { log: shop(), items: new Map(), users: new Map(), timeline: new ContextTimeline() };
  const first = { validationFrom: 3 * DAY_MS, plan: { spec: { target: 'purchase' } } } as unknown as FirstFit;
  const recipe = { ...SECOND_STAGE_DEFAULTS, minItemCount: 1 };
  expect(await trainSecondStage({ data, first, timeZone: 'UTC', recipe, seed: 1 }, () => undefined)).toBeUndefined();
});
