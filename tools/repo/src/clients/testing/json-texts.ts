import fc from 'fast-check';

/** JSON of any kind, and texts that are nearly JSON. */
export function jsonTexts(): fc.Arbitrary<string> {
  // Its own `binary` takes five seconds to begin.
  const stringUnit = fc
    .oneof(...[0x7f, 0xffff, 0x10ffff].map((max) => fc.nat(max)))
    .map((code) => String.fromCodePoint(code));
  const written = fc
    .tuple(fc.jsonValue({ stringUnit }), fc.constantFrom('', ' ', '\t', '\r\n'))
    .map(([value, space]) => JSON.stringify(value, null, space));
  const escaped = written.map((text) =>
    text.replace(/[/é-\uffff]/g, (found) => `\\u${found.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`),
  );
  const broken = fc
    .tuple(written, fc.nat(), fc.constantFrom('', ...'{}[]",:\\/ue0-+.tn \t\n\u0001'))
    .map(([text, at, by]) => text.slice(0, at % text.length) + by + text.slice((at % text.length) + 1));
  return fc.oneof(written, escaped, broken);
}

/** What JavaScript makes of it; undefined if it is no JSON, or has a number that a double has no room for. */
export function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text, (_, value: unknown) => {
      if (typeof value === 'number' && !Number.isFinite(value)) throw new RangeError();
      return value;
    });
  } catch {
    return undefined;
  }
}
