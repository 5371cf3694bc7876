/** Names for a person to read: `a, b` or, of more than `most`, `a, b and 3 others`. */
export const listed = (names: readonly string[], most: number): string =>
  names.length <= most ? names.join(', ') : `${names.slice(0, most).join(', ')} and ${names.length - most} others`;
