import { isAscii, isUtf8 } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ImportFolder } from './import-folder.fixture.js';
import { textEncodingOf } from './text-encoding.js';
import { textLines } from './text-lines.js';

const folder = new ImportFolder();

async function read(content: Buffer): Promise<string[]> {
  const path = await folder.put('t.csv', content);
  const found: string[] = [];
  for await (const { lines } of textLines(path, await textEncodingOf(path)))
    found.push(...lines.map(({ text }) => text));
  return found;
}

const BYTES: Readonly<Record<string, number>> = { '€': 0x80 };
const inWindows1252 = (text: string): Buffer =>
  Buffer.from([...text].map((letter) => BYTES[letter] ?? (letter.codePointAt(0) as number)));

/** Texts of both encodings, except those few whose bytes in Windows-1252 happen to be UTF-8, such as `é€€`. */
const word = fc
  .string({ unit: fc.constantFrom(...'abcXYZ äöüßé€;,"'.split('')), minLength: 1, maxLength: 20 })
  .filter((text) => isAscii(Buffer.from(text)) || !isUtf8(inWindows1252(text)));

describe('the encoding of a text file', () => {
  it('is found, and its texts come back', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(word, { minLength: 1, maxLength: 30 }), fc.boolean(), async (lines, windows) => {
        const text = lines.map((line) => `${line}\n`).join('');
        expect(await read(windows ? inWindows1252(text) : Buffer.from(text))).toEqual(lines);
      }),
      { numRuns: 50 },
    );
  });

  it('is UTF-8 for a file with a few broken lines', async () => {
    const content = Buffer.concat([Buffer.from('Bäcker\nKäse\n'), Buffer.from([0x4b, 0xe4, 0x0a])]);
    expect(await textEncodingOf(await folder.put('t.csv', content))).toBe('utf-8');
  });

  it('is asked for of UTF-16', async () => {
    const path = await folder.put('t.csv', Buffer.from('\ufeffa,b\n', 'utf16le'));
    await expect(textEncodingOf(path)).rejects.toMatchObject({
      code: 'STARS_UNREADABLE_FILE',
      message: /UTF-16.*UTF-8/,
    });
  });
});
