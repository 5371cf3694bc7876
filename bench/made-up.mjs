// What the made-up shops of the benches have in common. Everything is computed from a number, so that processes agree without
// messages.

export const TENANT = 'default';

/** A number in [0, 1) that n and salt decide (splitmix32). */
export function unit(n, salt) {
  let z = (Math.imul(n + 1, 0x9e3779b9) ^ Math.imul(salt + 1, 0x85ebca6b)) | 0;
  z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
  z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
  return ((z ^ (z >>> 15)) >>> 0) / 2 ** 32;
}

export const itemIdOf = (row) => `item-${String(row).padStart(6, '0')}`;
export const userIdOf = (n) => `user-${String(n).padStart(7, '0')}`;
