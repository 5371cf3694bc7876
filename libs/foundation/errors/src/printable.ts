/**
 * Characters that no name or title holds, and that no line shows as they are: they command a terminal, end a line, or turn the
 * direction of what stands after them. The inside of a class of a regular expression.
 */
export const CONTROL_CHARACTERS = '\\u0000-\\u001f\\u007f-\\u009f\\u2028\\u2029\\u202a-\\u202e\\u2066-\\u2069';

const UNPRINTABLE = new RegExp(`[${CONTROL_CHARACTERS}]`, 'g');

/** A text for a terminal or a log: control characters but tab and line feed as `\u001b`. JSON stays the same JSON. */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, (character) =>
    character === '\n' || character === '\t'
      ? character
      : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
