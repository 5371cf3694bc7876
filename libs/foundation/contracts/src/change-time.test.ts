import { describe, expect, it } from 'vitest';
import { madeAt, madeWith, timeOfChange } from './change-time.js';

const message = { key: 'k', headers: { other: 'kept' } };

describe('the time of a change', () => {
  it('goes with the message, and with those that it gives rise to', () => {
    const change = madeAt(message, 1_700_000_000_123);
    expect(timeOfChange(change)).toBe(1_700_000_000_123);
    expect(change.headers).toMatchObject({ other: 'kept' });
    expect(timeOfChange(madeWith({ headers: {} }, change))).toBe(1_700_000_000_123);
    expect(madeWith(message, message)).toBe(message);
  });

  it.each(['', 'soon', 'NaN', '1e999'])('is unknown where the header says %j', (text) => {
    expect(timeOfChange({ headers: { 'stars-time': text } })).toBeUndefined();
  });
});
