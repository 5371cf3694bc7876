import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CsvRecords } from './csv-records.js';

function parse(text: string, delimiter = ',') {
  const records = new CsvRecords(delimiter);
  const lines = text.split('\n').map((line, i) => ({ number: i + 1, text: line }));
  return [...records.push(lines), ...records.end()].map(({ at, cells, error }) => [at, cells ?? error?.code]);
}

describe('CsvRecords', () => {
  it('reads quoted cells, doubled quotes and cells over several lines, and knows the line a record begins on', () => {
    expect(parse('a,b\n"x, y","say ""hi"""\n"one\n\ntwo",2\n\nlast,')).toEqual([
      [1, ['a', 'b']],
      [2, ['x, y', 'say "hi"']],
      [3, ['one\n\ntwo', '2']],
      [7, ['last', '']],
    ]);
  });

  it('keeps a quote inside a cell unchanged', () => {
    expect(parse('5" pipe,6\n7,8')).toEqual([
      [1, ['5" pipe', '6']],
      [2, ['7', '8']],
    ]);
  });

  it('loses only the line of a quote that is never closed', () => {
    expect(parse('"never closed,1\nb,2\nc,3')).toEqual([
      [1, 'STARS_INVALID_FIELD'],
      [2, ['b', '2']],
      [3, ['c', '3']],
    ]);
    expect(parse('"never closed,1\n"b",2\n"c",3')).toEqual([
      [1, 'STARS_INVALID_FIELD'],
      [2, ['b', '2']],
      [3, ['c', '3']],
    ]);
  });

  it('takes linear time if a cell stays open over many lines with quotes', () => {
    const records = parse(`"open\n${'a,"",b\n'.repeat(50_000)}c`);
    expect(records).toHaveLength(50_002);
    expect(records[0]).toEqual([1, 'STARS_INVALID_FIELD']);
    expect(records[50_000]).toEqual([50_001, ['a', '', 'b']]);
  }, 5_000);

  it('reads back everything written by the rules', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', ' ', 'é') });
    const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
    fc.assert(
      fc.property(fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 5 }), (rows) => {
        const text = rows.map((row) => row.map(quoted).join(',')).join('\n');
        expect(parse(text).map(([, cells]) => cells)).toEqual(rows);
      }),
    );
  });
});
