import { isUtf8 } from 'node:buffer';
import { StarsError } from '@stars/errors';
import { textChunks } from './text-chunks.js';

/** A longer row is not parsed. */
export const MAX_ROW_BYTES = 16 * 1024 * 1024;
/** Part of a too long line that is kept to identify it. */
const EXCERPT_BYTES = 2_000;

export interface TextLine {
  /** From 1. */
  number: number;
  /** Without its line end; of a too long line only its beginning. */
  text: string;
  error?: StarsError;
}

export interface LineChunk {
  lines: TextLine[];
  /** Bytes of the file on disk that were read. */
  bytesRead: number;
}

/** What is said of a file with such lines: old programs of offices write them. */
const OTHER_ENCODING = 'lines that are not UTF-8 are read as Windows-1252';
const WINDOWS_1252 = new TextDecoder('windows-1252');

/**
 * Lines of a text file, gunzipped if its name ends in `.gz`: each UTF-8 or else Windows-1252. Memory stays bounded whatever is
 * in the file.
 * @param notes Gets a note if lines are not UTF-8.
 * Errors: those of `textChunks`.
 */
export async function* textLines(path: string, notes: Set<string>): AsyncGenerator<LineChunk> {
  const splitter = new LineSplitter(notes);
  let read = 0;
  for await (const { bytes, bytesRead } of textChunks(path)) {
    read = bytesRead;
    yield { lines: splitter.push(bytes), bytesRead };
  }
  yield { lines: splitter.end(), bytesRead: read };
}

/** Cuts a stream of bytes into lines. */
class LineSplitter {
  #number = 0;
  #pieces: Buffer[] = [];
  #length = 0;

  constructor(private readonly notes: Set<string>) {}

  push(chunk: Buffer): TextLine[] {
    const lines: TextLine[] = [];
    let start = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, start)) {
      this.#keep(chunk.subarray(start, end));
      lines.push(this.#take());
      start = end + 1;
    }
    this.#keep(chunk.subarray(start));
    return lines;
  }

  /** The last line, if it has no line end. */
  end(): TextLine[] {
    return this.#length > 0 ? [this.#take()] : [];
  }

  #keep(piece: Buffer): void {
    if (piece.length === 0) return;
    // Bytes past the bound are counted but not kept.
    if (this.#length <= MAX_ROW_BYTES) this.#pieces.push(piece);
    this.#length += piece.length;
  }

  #take(): TextLine {
    const tooLong = this.#length > MAX_ROW_BYTES;
    let line = this.#pieces.length === 1 ? (this.#pieces[0] as Buffer) : Buffer.concat(this.#pieces);
    if (line.at(-1) === 13) line = line.subarray(0, -1);
    this.#pieces = [];
    this.#length = 0;
    this.#number++;
    const number = this.#number;
    if (tooLong) {
      const error = new StarsError('STARS_TOO_LARGE', `the row takes more than ${MAX_ROW_BYTES} bytes`);
      return { number, text: line.toString('utf8', 0, EXCERPT_BYTES), error };
    }
    if (!isUtf8(line)) {
      this.notes.add(OTHER_ENCODING);
      return { number, text: WINDOWS_1252.decode(line) };
    }
    const text = line.toString('utf8');
    return { number, text: number === 1 && text.startsWith('\ufeff') ? text.slice(1) : text };
  }
}
