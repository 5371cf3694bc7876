import { describe, expect, it } from 'vitest';
import { decodeMessage } from './decode-message.js';
import { encodeCatalogDelete, encodeCatalogUpsert } from './encode-message.js';
import type { CatalogItem } from './generated/stars/v1/catalog.js';
import { failureOf } from './testing/stars-failure.js';
import { validItem } from './testing/valid-messages.js';
import { TOPICS } from './topics.js';

describe('encodeCatalogUpsert', () => {
  it('names the message by item and version, and round-trips', () => {
    const message = encodeCatalogUpsert(validItem());
    expect(message).toMatchObject({ key: 'default/i-1', id: 'default/i-1@7' });
    expect(decodeMessage(TOPICS.catalog, message.value).change).toEqual({
      $case: 'upsert',
      value: validItem({ tenantId: 'default' }),
    });
  });

  const many = (count: number, value: unknown) =>
    Object.fromEntries(Array.from({ length: count }, (_, n) => [`n${n}`, value]));
  it.each<[string, Partial<CatalogItem>, string]>([
    ['a 10 MB title', { title: 'x'.repeat(10_000_000) }, 'STARS_TOO_LARGE title'],
    ['no title', { title: ' ' }, 'STARS_FIELD_REQUIRED title'],
    ['a long description', { description: 'x'.repeat(20_001) }, 'STARS_TOO_LARGE description'],
    ['17 levels', { category: Array(17).fill('a') }, 'STARS_TOO_LARGE category'],
    ['an empty level', { category: ['a', ''] }, 'STARS_FIELD_REQUIRED category[1]'],
    ['a long level', { category: ['x'.repeat(257)] }, 'STARS_TOO_LARGE category[0]'],
    ['a negative price', { price: -0.01 }, 'STARS_OUT_OF_RANGE price'],
    ['a price that is no number', { price: Number.NaN }, 'STARS_OUT_OF_RANGE price'],
    ['a negative version', { version: -1 }, 'STARS_OUT_OF_RANGE version'],
    ['half a version', { version: 0.5 }, 'STARS_INVALID_FIELD version'],
    ['an unsafe version', { version: 2 ** 53 }, 'STARS_OUT_OF_RANGE version'],
    ['129 attributes', { attributes: many(129, 1) }, 'STARS_TOO_LARGE attributes'],
    ['a nested attribute', { attributes: { a: { b: 1 } } }, 'STARS_INVALID_FIELD attributes.a'],
    ['a list of numbers', { attributes: { a: ['x', 1] } }, 'STARS_INVALID_FIELD attributes.a[1]'],
    ['an infinite attribute', { attributes: { a: -Infinity } }, 'STARS_OUT_OF_RANGE attributes.a'],
    ['a null attribute', { attributes: { a: null } }, 'STARS_INVALID_FIELD attributes.a'],
    [
      'an attribute that sets a prototype',
      { attributes: JSON.parse('{"__proto__":"x"}') },
      'STARS_INVALID_FIELD attributes.__proto__',
    ],
    ['an unnamed region', { regions: { '': { inStock: true } } }, 'STARS_FIELD_REQUIRED regions'],
    [
      'a long region',
      { regions: { [`${'é'.repeat(256)}x`]: { inStock: true } } },
      `STARS_TOO_LARGE regions.${'é'.repeat(256)}x`,
    ],
    [
      '10,001 regions',
      { regions: many(10_001, { inStock: true }) as CatalogItem['regions'] },
      'STARS_TOO_LARGE regions',
    ],
  ])('refuses %s', (_name, changes, failure) => {
    expect(failureOf(() => encodeCatalogUpsert(validItem(changes)))).toBe(failure);
  });

  it('bounds the message as a whole', () => {
    const attributes = many(128, Array(3).fill('x'.repeat(5_000)));
    expect(failureOf(() => encodeCatalogUpsert(validItem({ attributes }), 'items[0]'))).toBe(
      'STARS_TOO_LARGE items[0]',
    );
  });
});

describe('encodeCatalogDelete', () => {
  it('is another message than the upsert of the same version', () => {
    const message = encodeCatalogDelete({ tenantId: '', itemId: 'i-1', version: 7 });
    expect(message).toMatchObject({ key: 'default/i-1', id: 'default/i-1@7-delete' });
    expect(decodeMessage(TOPICS.catalog, message.value).change).toEqual({
      $case: 'delete',
      value: { tenantId: 'default', itemId: 'i-1', version: 7 },
    });
  });

  it('needs an item', () => {
    expect(failureOf(() => encodeCatalogDelete({ tenantId: '', itemId: '', version: 7 }, 'items[1]'))).toBe(
      'STARS_FIELD_REQUIRED items[1].item_id',
    );
  });
});
