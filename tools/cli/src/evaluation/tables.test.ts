import { describe, expect, it } from 'vitest';
import { tablesOption } from './tables.js';

describe('--tables', () => {
  it.each([
    ['all', ['1', '2', 'figure5', 'signals', 'studies']],
    ['figure5, 1', ['1', 'figure5']],
    ['2', ['2']],
  ])('%s', (text, expected) => {
    expect(tablesOption(text)).toEqual(expected);
  });

  it.each(['3', '', '1,,2', 'Figure 5'])('refuses "%s"', (text) => {
    expect(() => tablesOption(text)).toThrow(/is none of all, 1, 2, figure5, signals, studies/);
  });
});
