import { describe, expect, it } from 'vitest';
import { axis, type ContractContext, inField, record, TENANT, VERSION, WIDTH } from './contract-fixtures.js';
import type { ItemScoring } from './port.js';

/** Scores of items that are known by name. */
export function describeItemScores({ index, seen }: ContractContext): void {
  describe('scores of items', () => {
    const scoresOf = async (part: Partial<ItemScoring>) => {
      const { passes, scores } = await index().scores(TENANT, {
        modelVersion: VERSION,
        itemIds: [],
        queries: [],
        ...part,
      });
      return { passes: [...passes], scores: scores.map((of) => [...of]) };
    };
    const fill = () =>
      index().upsert(TENANT, VERSION, [
        record('a', axis(0, 0.5), { brand: 'own', regions: { north: true } }),
        record('b', axis(1, -2), { brand: 'other', regions: { north: false } }),
        record('c', axis(0, 3), { brand: 'own' }),
      ]);

    it('are inner products with each query, in the order asked; NaN for an item that is not there', async () => {
      await fill();
      const itemIds = ['c', 'none', 'b', 'a', 'c'];
      await seen(async () => {
        expect(await scoresOf({ itemIds, queries: [axis(0, 2), axis(1)] })).toEqual({
          passes: [1, 0, 1, 1, 1],
          scores: [
            [6, Number.NaN, 0, 1, 6],
            [0, Number.NaN, -2, 0, 0],
          ],
        });
      });
      expect(await scoresOf({ queries: [axis(0)] })).toEqual({ passes: [], scores: [[]] });
    });

    it('are only of items that pass filter and region, which are known without a query too', async () => {
      await fill();
      const itemIds = ['a', 'b', 'c'];
      await seen(async () => {
        const own = { itemIds, filter: inField('brand', 'own') };
        expect(await scoresOf(own)).toEqual({ passes: [1, 0, 1], scores: [] });
        expect(await scoresOf({ ...own, queries: [axis(0)] })).toMatchObject({ scores: [[0.5, Number.NaN, 3]] });
        expect(await scoresOf({ itemIds, region: 'north' })).toMatchObject({ passes: [1, 0, 1] });
        expect(await scoresOf({ ...own, region: 'south' })).toMatchObject({ passes: [0, 0, 1] });
      });
    });

    it('are right after items came and went', async () => {
      const itemIds = ['c', 'none', 'b', 'a'];
      const queries = [axis(0)];
      for (const change of [fill, () => index().delete(TENANT, VERSION, ['b', 'c']), fill]) {
        await change();
        await seen(async () => {
          const { passes, scores } = await scoresOf({ itemIds, queries });
          const deleted = change !== fill;
          expect(passes).toEqual(deleted ? [0, 0, 0, 1] : [1, 0, 1, 1]);
          expect(scores[0]!.map(Number.isNaN)).toEqual(passes.map((passed) => passed === 0));
        });
      }
    });

    it('are refused for another width, a field that no item has, and a collection that is not there', async () => {
      await expect(scoresOf({ itemIds: ['a'], queries: [axis(0, 1, WIDTH + 1)] })).rejects.toMatchObject({
        code: 'STARS_INVALID_FIELD',
        field: 'queries[0]',
      });
      await expect(scoresOf({ filter: inField('colour', 'red') })).rejects.toMatchObject({
        code: 'STARS_UNKNOWN_FILTER_FIELD',
      });
      const absent = scoresOf({ modelVersion: 'none', itemIds: ['a'], queries: [axis(0)] });
      await expect(absent).rejects.toMatchObject({ code: 'STARS_NOT_FOUND' });
      const reason = new Error('the caller left');
      await expect(scoresOf({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    });
  });
}
