import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ProfileCache, type StoredFields } from './profile-cache.js';

const fields = (bytes: number): StoredFields => new Map([['h', new Uint8Array(bytes)]]);

const put = (cache: ProfileCache, key: string, value: StoredFields): void => cache.keep(key, cache.reserve(key), value);

describe('ProfileCache', () => {
  it('finds what was kept, and drops the least recently used first', () => {
    const cache = new ProfileCache(3000);
    const values = [fields(800), fields(800), fields(800)];
    put(cache, 'a', values[0]!);
    put(cache, 'b', values[1]!);
    expect(cache.find('a')).toBe(values[0]);
    put(cache, 'c', values[2]!);
    expect(cache.find('b')).toBeUndefined();
    expect(cache.find('a')).toBe(values[0]);
    expect(cache.find('c')).toBe(values[2]);
  });

  it('does not keep an answer that news came before', () => {
    const cache = new ProfileCache(10_000);
    const place = cache.reserve('a');
    cache.forget('a');
    cache.keep('a', place, fields(1));
    expect(cache.find('a')).toBeUndefined();
    const again = cache.reserve('a');
    cache.clear();
    cache.keep('a', again, fields(1));
    expect(cache.find('a')).toBeUndefined();
    // Nor in the place of one that was asked for since.
    const old = cache.reserve('b');
    cache.forget('b');
    const fresh = cache.reserve('b');
    cache.keep('b', old, fields(1));
    expect(cache.find('b')).toBeUndefined();
    const value = fields(2);
    cache.keep('b', fresh, value);
    expect(cache.find('b')).toBe(value);
  });

  it('takes the first of two answers to the same question', () => {
    const cache = new ProfileCache(10_000);
    const [one, two] = [cache.reserve('a'), cache.reserve('a')];
    const first = fields(1);
    cache.keep('a', one, first);
    cache.keep('a', two, fields(2));
    expect(cache.find('a')).toBe(first);
  });

  it('forgets a question that was not answered, and only that', () => {
    const cache = new ProfileCache(10_000);
    const place = cache.reserve('a');
    cache.release('a', place);
    put(cache, 'a', fields(5));
    cache.release('a', place);
    expect(cache.find('a')).toBeDefined();
  });

  it('stays within its bytes, whatever is done, and counts down to nothing', () => {
    const key = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f');
    const step = fc.oneof(
      fc.record({ do: fc.constant('keep' as const), key, bytes: fc.nat({ max: 2500 }) }),
      fc.record({ do: fc.constantFrom('reserve' as const, 'find' as const, 'forget' as const), key }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const limit = 5000;
        const cache = new ProfileCache(limit);
        for (const each of steps) {
          if (each.do === 'keep') put(cache, each.key, fields(each.bytes));
          else cache[each.do](each.key);
          if (each.do === 'keep') expect(cache.bytes).toBeLessThanOrEqual(limit);
        }
        for (const name of 'abcdef') cache.forget(name);
        expect(cache.bytes).toBe(0);
      }),
    );
  });
});
