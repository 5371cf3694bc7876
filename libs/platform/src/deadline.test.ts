import { StarsError } from '@stars/errors';
import { describe, expect, it } from 'vitest';
import { deadlineSignal, withinDeadline } from './deadline.js';

const never = new Promise<never>(() => undefined);

describe('deadlineSignal', () => {
  it('is over at once where the deadline is past', () => {
    expect(deadlineSignal(999, 60_000, 1000).aborted).toBe(true);
    expect(deadlineSignal(new Date(999), 60_000, 1000).aborted).toBe(true);
  });

  it.each([
    ['the caller sets none', undefined],
    ['the caller would wait for ever', Number.POSITIVE_INFINITY],
    ['the caller would wait too long', 1_000_000],
  ])('fires at our own limit where %s', async (_, deadline) => {
    const signal = deadlineSignal(deadline, 5, 1000);
    expect(signal.aborted).toBe(false);
    await expect(withinDeadline(never, signal)).rejects.toMatchObject({ code: 'STARS_DEADLINE_EXCEEDED' });
  });
});

describe('withinDeadline', () => {
  it('passes results and errors through', async () => {
    const signal = deadlineSignal(undefined, 10_000, 0);
    expect(await withinDeadline(Promise.resolve(7), signal)).toBe(7);
    const error = new StarsError('STARS_NOT_FOUND', 'no');
    await expect(withinDeadline(Promise.reject(error), signal)).rejects.toBe(error);
  });

  it('refuses work whose time is over', async () => {
    const work = Promise.reject(new Error('late'));
    await expect(withinDeadline(work, deadlineSignal(1, 1, 1))).rejects.toMatchObject({
      code: 'STARS_DEADLINE_EXCEEDED',
    });
  });
});
