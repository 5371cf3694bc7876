import { expect, it } from 'vitest';
import { csv, rowsOf } from './csv.js';

it('quotes what needs quotes', () => {
  expect(
    csv(
      ['a', 'b'],
      [
        ['x,"y"', 1],
        ['plain', 2],
      ],
    ),
  ).toBe('a,b\n"x,""y""",1\nplain,2\n');
});

it('reads lines by the names of the header', () => {
  expect([...rowsOf('\uFEFF"a","b"\r\n"1","x y"\r\n2,\r\n')]).toEqual([
    { a: '1', b: 'x y' },
    { a: '2', b: '' },
  ]);
});
