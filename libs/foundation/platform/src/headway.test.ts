import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Headway } from './headway.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('work that progresses goes on, and work that does not is aborted with a reason', () => {
  const headway = new Headway('tagging', new AbortController().signal, 1000);
  for (let n = 0; n < 5; n++) {
    vi.advanceTimersByTime(900);
    headway.note(`${n} left`);
  }
  expect(headway.signal.aborted).toBe(false);
  for (let n = 0; n < 5; n++) {
    vi.advanceTimersByTime(300);
    headway.note('4 left');
  }
  expect(headway.signal.reason).toMatchObject({
    code: 'STARS_UNAVAILABLE',
    message: /tagging: no progress for 1 s \(4 left\)/,
  });
});

test('the parent’s reason comes first', () => {
  const parent = new AbortController();
  const headway = new Headway('tagging', parent.signal, 1000);
  parent.abort(new Error('stopped'));
  vi.advanceTimersByTime(5000);
  expect(headway.signal.reason).toMatchObject({ message: 'stopped' });
});

test('finished work is no longer watched', () => {
  const headway = new Headway('tagging', new AbortController().signal, 1000);
  headway[Symbol.dispose]();
  vi.advanceTimersByTime(5000);
  expect(headway.signal.aborted).toBe(false);
});
