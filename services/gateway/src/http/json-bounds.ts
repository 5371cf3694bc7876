import { LIMITS } from '@stars/contracts';
import { StarsError } from '@stars/errors';

/** A filter has an object and a list for each of its levels. What lies around it has a few more. */
const DEEPEST = 2 * LIMITS.filterDepth + 16;

const [QUOTE, BACKSLASH, OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT, COMMA, COLON] = [...'"\\[]{},:'].map(
  (each) => each.charCodeAt(0),
);

/** Refuses JSON that is deeper or has more parts than any request, before it is parsed. Errors: `STARS_TOO_LARGE`. */
export function checkJson(json: Uint8Array): void {
  let depth = 0;
  let parts = 0;
  let names = 0;
  for (let at = 0; at < json.length; at++) {
    const byte = json[at];
    if (byte === QUOTE) at = endOfText(json, at);
    else if (byte === OPEN_LIST || byte === OPEN_OBJECT) {
      if (++depth > DEEPEST) throw tooLarge(`is deeper than ${DEEPEST} levels`);
      parts++;
    } else if (byte === CLOSE_LIST || byte === CLOSE_OBJECT) depth--;
    else if (byte === COMMA) parts++;
    else if (byte === COLON && ++names > LIMITS.requestNames)
      throw tooLarge(`has more than ${LIMITS.requestNames} names`);
    if (parts > LIMITS.requestParts) throw tooLarge(`has more than ${LIMITS.requestParts} values`);
  }
}

const tooLarge = (problem: string): StarsError =>
  new StarsError('STARS_TOO_LARGE', `body ${problem}`, { field: 'body' });

/** Where the quote is that ends the text that begins here. */
function endOfText(json: Uint8Array, from: number): number {
  let end = from;
  do {
    end = json.indexOf(QUOTE!, end + 1);
    if (end < 0) return json.length;
  } while (isEscaped(json, end));
  return end;
}

function isEscaped(json: Uint8Array, at: number): boolean {
  let before = at;
  while (json[before - 1] === BACKSLASH) before--;
  return (at - before) % 2 === 1;
}
