import { isAscii, isUtf8 } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ImportFolder } from './import-folder.fixture.js';
import { textLines } from './text-lines.js';

const folder = new ImportFolder();

async function read(content: Buffer): Promise<{ found: string[]; notes: Set<string> }> {
  const path = await folder.put('t.csv', content);
  const notes = new Set<string>();
  const found: string[] = [];
  for await (const { lines } of textLines(path, notes)) found.push(...lines.map(({ text }) => text));
  return { found, notes };
}

const BYTES: Readonly<Record<string, number>> = { '€': 0x80 };
const inWindows1252 = (text: string): Buffer =>
  Buffer.from([...text].map((letter) => BYTES[letter] ?? (letter.codePointAt(0) as number)));

/** Texts of both encodings, except those few whose bytes in Windows-1252 happen to be UTF-8, such as `é€€`. */
const word = fc
  .string({ unit: fc.constantFrom(...'abcXYZ äöüßé€;,"'.split('')), minLength: 1, maxLength: 20 })
  .filter((text) => isAscii(Buffer.from(text)) || !isUtf8(inWindows1252(text)));

describe('lines of a text file', () => {
  it('are read in their encoding, each', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(word, fc.boolean()), { minLength: 1, maxLength: 30 }), async (lines) => {
        const bytes = lines.map(([text, windows]) => (windows ? inWindows1252(`${text}\n`) : Buffer.from(`${text}\n`)));
        const { found, notes } = await read(Buffer.concat(bytes));
        expect(found).toEqual(lines.map(([text]) => text));
        expect(notes.size).toBe(lines.some(([text, windows]) => windows && !isAscii(Buffer.from(text))) ? 1 : 0);
      }),
      { numRuns: 50 },
    );
  });

  it('of UTF-16 are refused', async () => {
    await expect(read(Buffer.from('\ufeffa,b\n', 'utf16le'))).rejects.toMatchObject({
      code: 'STARS_UNREADABLE_FILE',
      message: /UTF-16.*UTF-8/,
    });
  });
});
