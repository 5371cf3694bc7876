import { HISTORY_LIMIT } from '@stars/profile-store';
import { BUY_AGAIN_EVENTS } from '@stars/ranking';
import { expect, it } from 'vitest';

it('has every event that the buy-again list counts: an evaluation over whole logs ranks the same', () => {
  expect(HISTORY_LIMIT).toBeGreaterThanOrEqual(BUY_AGAIN_EVENTS);
});
