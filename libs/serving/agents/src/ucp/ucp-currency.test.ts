import { expect, it } from 'vitest';
import { UcpCurrency } from './ucp-currency.js';

it.each([
  ['EUR', 4.1, 410],
  ['EUR', 4.35, 435],
  ['JPY', 500, 500],
  ['KWD', 1.234, 1234],
  ['EUR', 0, 0],
])('an amount in %s of %d is %d', (code, price, amount) => {
  const currency = new UcpCurrency(code);
  expect(currency.amountOf(price)).toEqual({ amount, currency: code });
  expect(currency.priceOf(amount)).toBeCloseTo(price, 2);
});
