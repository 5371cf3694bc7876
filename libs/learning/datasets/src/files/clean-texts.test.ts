import { catalogItemFromJson } from '@stars/contracts';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { withCleanTexts } from './clean-texts.js';

it('keeps an item whose texts have characters that the catalogue refuses', () => {
  const row = {
    item_id: '7',
    title: '\u202eMilk,\r\n1 l\u0000',
    category: ['Dairy\u2028Milk'],
    description: 'Two\nlines\u0007',
    attributes: { 'ripe\tness': 'mild', kinds: ['a\u001b', 'b\ud800'], fresh: true, weight: 1.5 },
  };
  expect(() => catalogItemFromJson(withCleanTexts(row))).toThrow(
    expect.objectContaining({ code: 'STARS_INVALID_FIELD' }),
  );
  row.attributes = { kinds: row.attributes.kinds, fresh: true, weight: 1.5 } as typeof row.attributes;
  expect(() => catalogItemFromJson(row)).toThrow(expect.objectContaining({ field: 'title' }));
  expect(catalogItemFromJson(withCleanTexts(row))).toMatchObject({
    title: 'Milk, 1 l',
    category: ['Dairy Milk'],
    description: 'Two\nlines ',
    attributes: { kinds: ['a ', 'b\ufffd'], fresh: true, weight: 1.5 },
  });
});

it('makes any texts acceptable, and leaves good ones', () => {
  const text = fc.string({ unit: 'binary', maxLength: 50 });
  fc.assert(
    fc.property(text, text, text, (title, description, value) => {
      const row = { item_id: '7', title: `x${title}`, description, attributes: { value } };
      const cleaned = withCleanTexts(row);
      expect(() => catalogItemFromJson(cleaned)).not.toThrow();
      expect(withCleanTexts(cleaned)).toEqual(cleaned);
    }),
  );
});
