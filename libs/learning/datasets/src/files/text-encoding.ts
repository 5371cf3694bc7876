import { isAscii, isUtf8 } from 'node:buffer';
import { textChunks } from './text-chunks.js';

export type TextEncoding = 'utf-8' | 'windows-1252';

/**
 * The encoding of a text file, from all of its lines: Windows-1252 (as old programs of offices write) if more lines are no
 * UTF-8 than hold a character that only UTF-8 writes so. Single broken lines of a UTF-8 file do not change it.
 * Errors: those of `textChunks`.
 */
export async function textEncodingOf(path: string): Promise<TextEncoding> {
  let lead = 0;
  let rest: Buffer = Buffer.alloc(0);
  const vote = (line: Buffer): void => {
    if (!isAscii(line)) lead += isUtf8(line) ? 1 : -1;
  };
  for await (const { bytes } of textChunks(path)) {
    if (isAscii(bytes) && isAscii(rest)) {
      rest = Buffer.alloc(0);
      continue;
    }
    const chunk = Buffer.concat([rest, bytes]);
    let start = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, start)) {
      vote(chunk.subarray(start, end));
      start = end + 1;
    }
    rest = chunk.subarray(start);
    // A line without end: what it holds so far tells as much. A cut within a character is at most three bytes from the end.
    if (rest.length > MOST_KEPT) {
      vote(rest.subarray(0, rest.length - 3));
      rest = Buffer.alloc(0);
    }
  }
  vote(rest);
  return lead < 0 ? 'windows-1252' : 'utf-8';
}

const MOST_KEPT = 1024 * 1024;
