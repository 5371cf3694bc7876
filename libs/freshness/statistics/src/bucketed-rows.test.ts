import fc from 'fast-check';
import { expect, it } from 'vitest';
import { BucketedRows } from './bucketed-rows.js';

it('gives the rows of each key in the order in which they came, whether they are on the disk or not', async () => {
  const keys = fc.constantFrom(3, 4, 3 + 2048, -1);
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(keys, fc.nat(1500)), { maxLength: 8 }), async (given) => {
      await using rows = new BucketedRows(2);
      let count = 0;
      for (const [key, times] of given) {
        for (let n = 0; n < times; n++) rows.add(key, [key, count++]);
        await rows.flush();
      }
      const expected = given
        .flatMap(([key, times]) => Array.from({ length: times }, () => key))
        .map((key, n) => [key, n]);
      const found: number[][] = [];
      for await (const bucket of rows.buckets()) {
        for (let at = 0; at < bucket.length; at += 2) found.push([bucket[at]!, bucket[at + 1]!]);
      }
      const ofKey = (all: number[][]) => Map.groupBy(all, ([key]) => key);
      expect(ofKey(found)).toEqual(new Map([...ofKey(expected)]));
    }),
    { numRuns: 50 },
  );
});
