import { StarsError } from '@stars/errors';
import { describe, expect, it } from 'vitest';
import { RequestTime, timeLeft, withinDeadline } from './deadline.js';

const never = new Promise<never>(() => undefined);

describe('the time of a request', () => {
  it.each([
    ['the caller sets none', undefined],
    ['the caller would wait for ever', Number.POSITIVE_INFINITY],
    ['the caller would wait too long', 1_000_000],
    ['what the caller says is no time', Number.NaN],
  ])('is the server’s limit if %s', (_, deadline) => {
    expect(timeLeft(deadline, 5, 1000)).toBe(5);
  });

  it('is the caller’s limit if that is less', () => {
    expect(timeLeft(1003, 5, 1000)).toBe(3);
    expect(timeLeft(new Date(999), 5, 1000)).toBe(-1);
  });

  it('is over after so many ms, and at once if none are left', async () => {
    const time = new RequestTime(5);
    expect(time.signal.aborted).toBe(false);
    await expect(withinDeadline(never, time.signal)).rejects.toMatchObject({ code: 'STARS_DEADLINE_EXCEEDED' });
    expect(new RequestTime(0).signal.aborted).toBe(true);
    expect(new RequestTime(-1).signal.reason).toMatchObject({ code: 'STARS_DEADLINE_EXCEEDED' });
  });

  it('is over when the caller is gone, but not after the answer', async () => {
    const gone = new RequestTime(60_000);
    gone.cancel();
    await expect(withinDeadline(never, gone.signal)).rejects.toThrow('the caller is gone');
    const answered = new RequestTime(1);
    answered.end();
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(answered.signal.aborted).toBe(false);
  });
});

describe('withinDeadline', () => {
  it('passes results and errors through', async () => {
    const { signal } = new RequestTime(10_000);
    expect(await withinDeadline(Promise.resolve(7), signal)).toBe(7);
    const error = new StarsError('STARS_NOT_FOUND', 'no');
    await expect(withinDeadline(Promise.reject(error), signal)).rejects.toBe(error);
  });

  it('refuses work whose time is over', async () => {
    const work = Promise.reject(new Error('late'));
    await expect(withinDeadline(work, new RequestTime(0).signal)).rejects.toMatchObject({
      code: 'STARS_DEADLINE_EXCEEDED',
    });
  });
});
