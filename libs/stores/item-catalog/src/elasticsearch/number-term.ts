const view = new DataView(new ArrayBuffer(8));

/**
 * A finite number or an infinity as a term: `#` and 16 hexadecimal digits that sort as the numbers do. Attributes have
 * arbitrary names, and a numeric field for each would fill the mapping; this way, one field is enough.
 */
export function numberTerm(value: number): string {
  // Zero has two signs and is one number.
  view.setFloat64(0, value === 0 ? 0 : value);
  const bits = view.getBigUint64(0);
  // Positive numbers sort as their bits do, above the negative ones, whose order is the reverse.
  const sortable = bits >> 63n === 0n ? bits | (1n << 63n) : ~bits & 0xffff_ffff_ffff_ffffn;
  return `#${sortable.toString(16).padStart(16, '0')}`;
}
