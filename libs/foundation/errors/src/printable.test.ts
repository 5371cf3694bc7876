import fc from 'fast-check';
import { expect, it } from 'vitest';
import { printable } from './printable.js';

it('commands no terminal, ends no line that was not ended, and turns no direction, whatever the text', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('\u001b[2J', '\u009b31m', '\u202e', '\r', ''),
      (text, end) => {
        const shown = printable(text + end);
        expect(shown).not.toMatch(/(?![\n\t])\p{Cc}|[\u2028\u2029\u202a-\u202e\u2066-\u2069]/u);
        expect(shown.split('\n')).toHaveLength(text.split('\n').length);
      },
    ),
  );
});

it('shows what was there, and leaves letters, marks and emoji alone', () => {
  expect(printable('a\u001b[31mred\u202e')).toBe('a\\u001b[31mred\\u202e');
  expect(printable('Käse\t1 kg\n👩‍🍳 می‌خواهم')).toBe('Käse\t1 kg\n👩‍🍳 می‌خواهم');
});

it('leaves the meaning of JSON', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.string({ unit: 'binary' }), (value, text) => {
      const json = JSON.stringify([value, text], null, 2);
      expect(JSON.parse(printable(json))).toEqual(JSON.parse(json));
    }),
  );
});
