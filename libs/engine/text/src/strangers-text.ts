import { withoutInstructions } from './embedded-instructions.js';

/**
 * A text that a stranger wrote, for a model: one line of at most `length` code points, without invisible characters and without
 * passages that address a model.
 */
export function strangersText(text: string, length: number): string {
  // Bounded before the costlier steps: a description may be megabytes long.
  const start = bounded(text, length * 4).normalize('NFKC');
  // Invisible characters are removed: within a word they would hide it from every rule.
  const printable = start.replaceAll(/\p{Cf}+/gu, '').replaceAll(/[\p{Cc}\s]+/gu, ' ');
  return bounded(withoutInstructions(printable).replaceAll(/ {2,}/g, ' ').trim(), length);
}

/** The first `length` code points, never half of one. */
export function bounded(text: string, length: number): string {
  if (text.length <= length) return text;
  const points = Array.from(text.slice(0, length * 2));
  return points.length <= length ? points.join('') : points.slice(0, length).join('');
}
