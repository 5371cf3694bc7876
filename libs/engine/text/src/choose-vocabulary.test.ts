import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { chooseVocabulary } from './choose-vocabulary.js';

interface Product {
  shop: string;
  title: string;
  category: string[];
}

const PRODUCTS = readFileSync(new URL('../fixtures/labelled/products.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Product);
const textsOf = (shop: string): string[] =>
  PRODUCTS.filter((product) => product.shop === shop).map(({ title, category }) => [title, ...category].join(' | '));

it.each(['grocery', 'fashion', 'electronics', 'home'])('is the one of %s for such a shop', async (shop) => {
  const { name, share } = await chooseVocabulary(textsOf(shop));
  expect(name).toBe(shop);
  expect(share).toBeGreaterThan(0.6);
});

it.each([
  ['another trade', ['Spinning rod 2.4 m', 'Carbon carp rod', 'Fly reel', 'Braided line 300 m', 'Soft lure pike']],
  ['another language', ['Vollmilch 3,5 %', 'Roggenbrot', 'Bergkäse', 'Kaffeebohnen 500 g']],
  ['a department store', [...textsOf('grocery'), ...textsOf('fashion'), ...textsOf('home')]],
  ['nothing', []],
])('is the general one for %s', async (_, texts) => {
  expect((await chooseVocabulary(texts)).name).toBe('general');
});
