import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decodeRun,
  encodeRun,
  ID_HASH_BITS,
  type IdRun,
  idHash,
  mergeRuns,
  runOf as runOfColumns,
  seek,
} from './id-run.js';

const hash = fc.oneof(
  fc.nat({ max: 20 }),
  fc.maxSafeNat().map((n) => n % 2 ** ID_HASH_BITS),
);
const pairs = fc.array(fc.tuple(hash, fc.maxSafeNat()), { maxLength: 60 });

const runOf = (entries: readonly (readonly [number, number])[]): IdRun =>
  runOfColumns(
    entries.map(([h]) => h),
    entries.map(([, offset]) => offset),
  );
const entriesOf = (run: IdRun): string[] => Array.from(run.hashes, (h, i) => `${h} ${run.offsets[i]!}`);
const isAscending = (run: IdRun): boolean => run.hashes.every((h, i) => i === 0 || run.hashes[i - 1]! <= h);

describe('id runs', () => {
  it('are sorted, and lose no pair', () => {
    fc.assert(
      fc.property(pairs, (entries) => {
        const run = runOf(entries);
        expect(isAscending(run)).toBe(true);
        expect(entriesOf(run).sort()).toEqual(entries.map(([h, o]) => `${h} ${o}`).sort());
      }),
    );
  });

  it('merge into one that holds every pair', () => {
    fc.assert(
      fc.property(fc.array(pairs, { minLength: 1, maxLength: 9 }), (many) => {
        const merged = many.map(runOf).reduce(mergeRuns);
        expect(isAscending(merged)).toBe(true);
        expect(entriesOf(merged).sort()).toEqual(
          many.flatMap((entries) => entries.map(([h, o]) => `${h} ${o}`)).sort(),
        );
      }),
    );
  });

  it('seek to the first hash that is not below', () => {
    fc.assert(
      fc.property(pairs, hash, fc.nat({ max: 60 }), (entries, wanted, start) => {
        const { hashes } = runOf(entries);
        const from = Math.min(
          start,
          hashes.findIndex((h) => h >= wanted) === -1 ? hashes.length : hashes.findIndex((h) => h >= wanted),
        );
        const expected = hashes.findIndex((h) => h >= wanted);
        expect(seek(hashes, wanted, from)).toBe(expected === -1 ? hashes.length : expected);
      }),
    );
  });

  it('survive storage, wherever the bytes lie in memory', () => {
    fc.assert(
      fc.property(pairs, fc.nat({ max: 7 }), (entries, shift) => {
        const run = runOf(entries);
        const bytes = encodeRun(run);
        const moved = new Uint8Array(bytes.length + shift);
        moved.set(bytes, shift);
        expect(entriesOf(decodeRun(moved.subarray(shift)))).toEqual(entriesOf(run));
      }),
    );
  });
});

describe('idHash', () => {
  it('stays within its bits and spreads near ids over the whole range', () => {
    const hashes = Array.from({ length: 64_000 }, (_, i) => idHash(`default/item-${i}@1`));
    expect(hashes.every((h) => Number.isInteger(h) && h >= 0 && h < 2 ** ID_HASH_BITS)).toBe(true);
    expect(new Set(hashes).size).toBe(64_000);
    const buckets = new Array<number>(64).fill(0);
    for (const h of hashes) buckets[Math.floor(h / 2 ** (ID_HASH_BITS - 6))]!++;
    // 1000 expected a bucket, standard deviation 31.
    expect(Math.min(...buckets)).toBeGreaterThan(800);
    expect(Math.max(...buckets)).toBeLessThan(1200);
  });
});
