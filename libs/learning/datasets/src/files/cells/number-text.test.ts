import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimalSignOf, numberOf } from './number-text.js';

describe('numberOf', () => {
  it.each([
    ['€ 3,50', 3.5],
    ['1.234,50', 1234.5],
    ['$1,234.50', 1234.5],
    ['1 234,5 kr', 1234.5],
    ['12.50 EUR', 12.5],
    ['EUR 12,50', 12.5],
    ["CHF 1'234.50", 1234.5],
    ['-3,00 €', -3],
    ['US$5', 5],
    ['1.234.567', 1234567],
    ['1,234,567', 1234567],
    ['0,500', 0.5],
    ['1e3', 1000],
  ])('reads %s', (text, number) => expect(numberOf(text)).toBe(number));

  it.each([
    '',
    ' ',
    'free',
    '3,50,1',
    '1,23,456',
    '12 pcs',
    '1.2.3',
    '€',
    '--3',
    '3,',
    'NaN',
    'Infinity',
    '1,2345.6,7',
    '36 38',
    '555 1234',
    '1 2 3',
  ])('refuses %j', (text) => expect(numberOf(text)).toBeUndefined());

  it('reads three digits after one sign by what the column writes', () => {
    expect([numberOf('1,234'), numberOf('1,234', ','), numberOf('1,234', '.')]).toEqual([1234, 1.234, 1234]);
    expect([numberOf('1.234'), numberOf('1.234', ','), numberOf('1.234', '.')]).toEqual([1.234, 1234, 1.234]);
  });

  it('reads back what any country writes', () => {
    const formats = [
      { locale: 'de-DE', currency: 'EUR', sign: ',' },
      { locale: 'en-US', currency: 'USD', sign: '.' },
      { locale: 'fr-FR', currency: 'EUR', sign: ',' },
      { locale: 'de-CH', currency: 'CHF', sign: '.' },
      { locale: 'pl-PL', currency: 'PLN', sign: ',' },
      { locale: 'en-IN', currency: 'GBP', sign: '.', most: 99_999 },
    ] as const;
    const amount = fc.integer({ min: -99_999_999, max: 99_999_999 }).map((cents) => cents / 100);
    fc.assert(
      fc.property(fc.constantFrom(...formats), amount, fc.boolean(), (format, value, asMoney) => {
        const number = 'most' in format ? value % format.most : value;
        const style = asMoney
          ? { style: 'currency' as const, currency: format.currency }
          : { minimumFractionDigits: 2 };
        const text = new Intl.NumberFormat(format.locale, style).format(number).replace('\u2212', '-');
        expect(numberOf(text, format.sign)).toBeCloseTo(number, 2);
      }),
    );
  });

  it('never throws, and gives a finite number or none', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(..."0123456789.,€$ -+eE'kr".split('')) }), (text) => {
        const number = numberOf(text);
        expect(number === undefined || Number.isFinite(number)).toBe(true);
      }),
    );
  });
});

describe('decimalSignOf', () => {
  it('is what most texts show', () => {
    expect(decimalSignOf(['3,50', '1.234,50', '12'])).toBe(',');
    expect(decimalSignOf(['3.50', '$1,234.50'])).toBe('.');
    expect(decimalSignOf(['1.234', '12', 'free'])).toBeUndefined();
  });
});
