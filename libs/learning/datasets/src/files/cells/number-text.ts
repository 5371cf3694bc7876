/** The character before the fraction of a number. */
export type DecimalSign = '.' | ',';

const PLAIN = /^[+-]?\d+(\.\d+)?([eE][+-]?\d+)?$/;
/** Blanks and apostrophes between thousands, and blanks around a sign or a currency. `36 38` is no number. */
const BLANKS = /(?<=\d)[\s'’](?=\d{3}(?!\d))|(?<!\d)\s|\s(?!\d)/g;
/** A sign of a currency, its three letters, or what a few countries write. */
const CURRENCY = String.raw`(?:[A-Z]{0,3}\p{Sc}|[A-Z]{3}|kr\.?|zł|Kč|Ft|Fr\.?|Rs\.?|lei)`;
const ANY_CURRENCY = new RegExp(CURRENCY, 'u');
const ONLY_CURRENCY = new RegExp(`^${CURRENCY}$`, 'u');
const AMOUNT = new RegExp(`^([+-]?)${CURRENCY}?([+-]?)(\\d[\\d.,]*)${CURRENCY}?$`, 'u');
/** Could be thousands as well as a fraction of three digits. */
const THREE = /^[1-9]\d{0,2}[.,]\d{3}$/;

/**
 * The number that a text says, also as money: `€ 3,50`, `1.234,50`, `$1,234.50`, `1 234,5 kr`.
 * @param sign What this column writes before fractions (`decimalSignOf`); without it, `1,234` is a whole number and `1.234` is not.
 * @returns undefined if it is no number
 */
export function numberOf(text: string, sign?: DecimalSign): number | undefined {
  const compact = text.replace(BLANKS, '');
  if (PLAIN.test(compact) && !(sign === ',' && THREE.test(compact))) return finite(Number(compact));
  const [, before, after, digits] = AMOUNT.exec(compact) ?? [];
  if (digits === undefined || (before !== '' && after !== '')) return undefined;
  const plain = withoutGroups(digits, sign);
  return plain === undefined ? undefined : finite((before === '-' || after === '-' ? -1 : 1) * Number(plain));
}

const finite = (number: number): number | undefined => (Number.isFinite(number) ? number : undefined);

function withoutGroups(digits: string, sign: DecimalSign | undefined): string | undefined {
  const decimal = signOf(digits) ?? (THREE.test(digits) ? (sign ?? '.') : undefined);
  if (decimal === undefined) return /^\d+$/.test(digits) ? digits : undefined;
  const [whole = '', fraction, ...more] = digits.split(decimal);
  const group = decimal === ',' ? '.' : ',';
  if (more.length > 0 || fraction === '' || fraction?.includes(group)) return undefined;
  const parts = whole.split(group);
  const grouped = parts.length > 1;
  if (grouped && (!/^\d{1,3}$/.test(parts[0]!) || parts.slice(1).some((part) => !/^\d{3}$/.test(part))))
    return undefined;
  return fraction === undefined ? parts.join('') : `${parts.join('')}.${fraction}`;
}

/** The sign that this number alone shows; undefined if it shows none. */
function signOf(digits: string): DecimalSign | undefined {
  const dots = digits.split('.').length - 1;
  const commas = digits.split(',').length - 1;
  if (dots > 0 && commas > 0) return digits.lastIndexOf('.') > digits.lastIndexOf(',') ? '.' : ',';
  if (dots > 1) return ',';
  if (commas > 1) return '.';
  if (dots + commas === 0 || THREE.test(digits)) return undefined;
  return dots === 1 ? '.' : ',';
}

/** Signs of one currency alone. A `$` or `kr` is of several. */
const CODES: ReadonlyMap<string, string> = new Map([
  ...([
    ['€', 'EUR'],
    ['£', 'GBP'],
    ['US$', 'USD'],
    ['zł', 'PLN'],
    ['Kč', 'CZK'],
    ['Ft', 'HUF'],
  ] as const),
]);

/** The currency that a text names beside an amount, or alone: its three letters, or else its sign. Undefined if it names none. */
export function currencyOf(text: string): string | undefined {
  const compact = text.replace(BLANKS, '');
  const found = AMOUNT.test(compact)
    ? ANY_CURRENCY.exec(compact)
    : (ONLY_CURRENCY.exec(compact) ?? ONLY_CURRENCY.exec(compact.toUpperCase()));
  const sign = found?.[0];
  return sign && (CODES.get(sign) ?? sign);
}

/** The first of these texts that could be thousands as well as a fraction, if none of them tells. */
export function unclearNumber(texts: readonly string[]): string | undefined {
  const unclear = texts.find((text) => THREE.test(AMOUNT.exec(text.replace(BLANKS, ''))?.[3] ?? ''));
  return unclear === undefined || decimalSignOf(texts) !== undefined ? undefined : unclear;
}

/** What most of these texts write before fractions; undefined if none of them tells. */
export function decimalSignOf(texts: Iterable<string>): DecimalSign | undefined {
  let lead = 0;
  for (const text of texts) {
    const digits = AMOUNT.exec(text.replace(BLANKS, ''))?.[3];
    const sign = digits === undefined ? undefined : signOf(digits);
    if (sign !== undefined) lead += sign === ',' ? 1 : -1;
  }
  return lead > 0 ? ',' : lead < 0 ? '.' : undefined;
}
