import fc from 'fast-check';
import { expect, test } from 'vitest';
import { productsOf } from './products.js';

const wholeNumbers = (width: number) =>
  fc.array(fc.integer({ min: -100, max: 100 }), { minLength: width, maxLength: width });

test('of any width and number, the products are those of the vectors', () => {
  const case_ = fc.integer({ min: 1, max: 40 }).chain((width) => {
    const vectors = fc.array(fc.option(wholeNumbers(width), { nil: undefined }), { maxLength: 12 });
    return fc.record({ width: fc.constant(width), tables: fc.array(fc.tuple(vectors, vectors), { maxLength: 3 }) });
  });
  fc.assert(
    fc.property(case_, ({ width, tables }) => {
      for (const [rows, columns] of tables) {
        const at = (vector: number[] | undefined) => vector && { floats: Float32Array.of(7, ...vector), from: 1 };
        const products = productsOf(width, rows.map(at), columns.map(at));
        const dot = (a?: number[], b?: number[]) => (a && b ? a.reduce((sum, x, i) => sum + x * b[i]!, 0) : Number.NaN);
        for (const [r, row] of rows.entries()) {
          expect(products.squareOfRow(r)).toBe(dot(row, row));
          for (const [c, column] of columns.entries()) expect(products.of(r, c)).toBe(dot(row, column));
        }
      }
    }),
  );
});
