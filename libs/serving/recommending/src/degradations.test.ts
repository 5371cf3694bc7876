import { describe, expect, it, vi } from 'vitest';
import { failing, hanging } from './testing/fake.js';
import { codesOf, newTestDegradations } from './testing/new-test-degradations.js';

describe('Degradations', () => {
  it('lists each reason once, with its first message, in the order in which they came', () => {
    const degradations = newTestDegradations();
    degradations.add('FEWER_ITEMS', '2 of 3');
    degradations.add('STARS_UNAVAILABLE', 'the index is away');
    degradations.add('FEWER_ITEMS', '1 of 3');
    expect(degradations.list()).toEqual([
      { code: 'FEWER_ITEMS', message: '2 of 3' },
      { code: 'STARS_UNAVAILABLE', message: 'the index is away' },
    ]);
  });

  it('gives the answer of a store, without a degradation', async () => {
    const degradations = newTestDegradations();
    expect(await degradations.orElse('item catalogue', [], async () => ['a'])).toEqual(['a']);
    expect(degradations.list()).toEqual([]);
  });

  it.each([
    ['STARS_UNAVAILABLE', 'STARS_UNAVAILABLE', 'the item catalogue is away'],
    ['STARS_OVERLOADED', 'STARS_UNAVAILABLE', 'the item catalogue is away'],
    ['STARS_DEADLINE_EXCEEDED', 'STARS_UNAVAILABLE', 'the item catalogue is away'],
    ['STARS_NOT_FOUND', 'STARS_MODEL_NOT_READY', 'the item catalogue has another model now'],
  ] as const)('goes on without a store that says %s, and names it %s', async (failure, code, message) => {
    const degradations = newTestDegradations();
    expect(await degradations.orElse('item catalogue', 'instead', failing(failure))).toBe('instead');
    expect(degradations.list()).toEqual([{ code, message }]);
  });

  it('hides neither an invalid request nor an internal error', async () => {
    const degradations = newTestDegradations();
    const wrong = degradations.orElse('item catalogue', [], failing('STARS_UNKNOWN_FILTER_FIELD'));
    await expect(wrong).rejects.toMatchObject({ code: 'STARS_UNKNOWN_FILTER_FIELD' });
    const fault = degradations.orElse('item catalogue', [], () => Promise.reject(new TypeError('oh')));
    await expect(fault).rejects.toThrow(TypeError);
    expect(degradations.list()).toEqual([]);
  });

  it('does not ask a store again that was too slow for this answer, and asks one that refused, and all others', async () => {
    const degradations = newTestDegradations({ leftMs: 0 });
    expect(await degradations.orElse('vector index', 'instead', hanging)).toBe('instead');
    const asked = vi.fn(async () => 'there');
    expect(await degradations.orElse('vector index', 'instead', asked)).toBe('instead');
    expect(asked).not.toHaveBeenCalled();

    const others = newTestDegradations();
    await others.orElse('profile store', 'instead', failing('STARS_OVERLOADED'));
    expect(await others.orElse('profile store', 'instead', asked)).toBe('there');
    expect(codesOf(others)).toEqual(['STARS_UNAVAILABLE']);
  });
});
