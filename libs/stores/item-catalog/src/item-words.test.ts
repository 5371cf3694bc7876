import { CatalogItem } from '@stars/contracts';
import { describe, expect, it } from 'vitest';
import { itemWords, queryWords, wordsOf } from './item-words.js';

describe('wordsOf', () => {
  it.each([
    ['Crème brûlée, 2×', ['creme', 'brulee', '2']],
    ['Running SHOES & dress', ['running', 'shoe', 'dress']],
    ['GU10-LED 5W', ['gu10', 'led', '5w']],
    ['Größe Straße', ['große', 'straße']],
    ['東京の牛乳 milk', ['東京', '京の', 'の牛', '牛乳', 'milk']],
    ['茶', ['茶']],
    ['!?', []],
  ])('of %j are %j', (text, words) => {
    expect(wordsOf(text)).toEqual(words);
  });
});

it('takes each word of a query once, and at most 32', () => {
  expect(queryWords('milk Milk oat')).toEqual(['milk', 'oat']);
  expect(queryWords(Array.from({ length: 99 }, (_, n) => `w${n}`).join(' '))).toHaveLength(32);
});

it('counts the title of an item above the rest, and leaves numbers of attributes out', () => {
  const attributes = { colour: ['red', 'blue'], weight: 2, organic: true };
  const item = CatalogItem.fromPartial({
    title: 'Mug',
    brand: 'Harbor',
    category: ['Home'],
    attributes,
    description: 'big',
  });
  expect(itemWords(item)).toBe('mug mug mug harbor home red blue big');
});
