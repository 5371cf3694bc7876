import type { ServedModel } from '@stars/contracts';
import { freshVersion } from '@stars/vectors';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { servingBefore, servingNext, versionsKept } from './served-state.js';

const SETTINGS = { kept: 2, freshMs: 100 };
const next = (state: ServedModel | undefined, version: string, time = 0): ServedModel =>
  servingNext(state, 'default', version, time, SETTINGS);

describe('what serves', () => {
  it('remembers earlier versions, as many as are kept', () => {
    const state = ['v1', 'v2', 'v3', 'v4'].reduce<ServedModel | undefined>(
      (last, version) => next(last, version),
      undefined,
    )!;
    expect(state).toMatchObject({ version: 'v4', before: ['v3', 'v2'], rolledBack: [], fresh: 'v3' });
    expect(versionsKept(state)).toEqual(new Set(['v4', 'v3', 'v2']));
  });

  it('goes back through them, remembers the version that was rolled back, and keeps its vectors for a while', () => {
    const three = next(next(next(undefined, 'v1'), 'v2'), 'v3', 10);
    const two = servingBefore(three, 20, SETTINGS)!;
    expect(two).toMatchObject({ version: 'v2', before: ['v1'], rolledBack: ['v3'], fresh: 'v3' });
    expect(versionsKept(two).has('v3')).toBe(true);
    expect([freshVersion(two, 119), freshVersion(two, 120)]).toEqual(['v3', undefined]);
    const one = servingBefore(two, 30, SETTINGS)!;
    expect(one).toMatchObject({ version: 'v1', before: [], rolledBack: ['v2', 'v3'] });
    expect(servingBefore(one, 40, SETTINGS)).toBeUndefined();
    // A request named it: it no longer counts as rolled back.
    expect(next(one, 'v3', 50)).toMatchObject({ version: 'v3', before: ['v1'], rolledBack: ['v2'] });
  });

  it('never names a version twice, and never drops one that a gateway may still read', () => {
    const step = fc.oneof(fc.constantFrom('a', 'b', 'c', 'd', 'e'), fc.constant(undefined));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), fc.integer({ min: 1, max: 4 }), (steps, kept) => {
        let state: ServedModel | undefined;
        steps.forEach((version, time) => {
          const settings = { kept, freshMs: 5 };
          const last: ServedModel | undefined = state;
          if (version !== undefined) state = servingNext(last, 'default', version, time, settings);
          else if (last) state = servingBefore(last, time, settings) ?? last;
          if (!state) return;
          const named = [state.version, ...state.before, ...state.rolledBack];
          expect(new Set(named).size).toBe(named.length);
          expect(state.before.length).toBeLessThanOrEqual(kept);
          if (last) expect(versionsKept(state).has(last.version)).toBe(true);
          expect(versionsKept(state).size).toBeLessThanOrEqual(kept + 2);
        });
      }),
    );
  });
});
