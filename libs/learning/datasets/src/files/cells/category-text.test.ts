import fc from 'fast-check';
import { expect, it } from 'vitest';
import { categoryPath, categorySeparatorOf } from './category-text.js';

const level = fc.stringMatching(/^[A-Za-zäöü&,]{1,8}( [a-z]{1,5})?$/);
const path = fc.array(level, { minLength: 1, maxLength: 5 });

it('splits paths at what most of them have', () => {
  expect(categorySeparatorOf(['Food > Coffee > Beans', 'Food > Tea', 'Food'])).toBe('>');
  expect(categorySeparatorOf(['Food/Coffee', 'Food/Tea', 'Food'])).toBe('/');
  expect(categorySeparatorOf(['Food|Coffee', 'Food'])).toBeUndefined();
  expect(categorySeparatorOf(['Hi-Fi/TV', 'Food', 'Tea'])).toBeUndefined();
});

it('reads any path back, whatever is around its separators', () => {
  fc.assert(
    fc.property(
      fc.array(path, { minLength: 1 }),
      fc.constantFrom('>', '|', '/'),
      fc.constantFrom('', ' '),
      (paths, sign, blank) => {
        const deep = paths.map((levels) => [...levels, 'x']);
        const texts = deep.map((levels) => levels.join(`${blank}${sign}${blank}`));
        const separator = categorySeparatorOf(texts);
        expect(separator).toBe(sign);
        expect(texts.map((text) => categoryPath(text, separator))).toEqual(deep);
      },
    ),
  );
});

it('takes the first of several paths', () => {
  expect(categoryPath('Clothing > Shirts, Sale > Shirts', '>', true)).toEqual(['Clothing', 'Shirts']);
  expect(categoryPath('Tea\\, loose > Green, Tea', '>', true)).toEqual(['Tea, loose', 'Green']);
});
