import { type FileHandle, mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { EncodedMessage } from '@stars/contracts';

/** Bytes that are gathered before a write, and read at once. */
const PIECE_BYTES = 1024 * 1024;
const HEAD_BYTES = 10;
/** UTF-8 takes at most so many bytes for a UTF-16 unit. */
const MOST_BYTES_A_UNIT = 3;

/** A message that waits, with a word about it. */
export interface StagedMessage {
  message: EncodedMessage;
  note: string;
}

/**
 * The checked messages of one file, in a file of their own until all rows were seen: an import stores all of them or none.
 * Each is four lengths (key, id and note u16, value u32) and their bytes; all of one file have the same headers.
 */
export class StagedMessages implements AsyncDisposable {
  readonly #file: FileHandle;
  #piece = Buffer.allocUnsafe(2 * PIECE_BYTES);
  #bytes = 0;
  #headers: Record<string, string> = {};

  private constructor(file: FileHandle) {
    this.#file = file;
  }

  static async begin(folder: string, name: string): Promise<StagedMessages> {
    await mkdir(folder, { recursive: true });
    const path = join(folder, `.staged-${name}`);
    const file = await open(path, 'w+');
    // Open but without a name: nothing is left of it, however the process ends.
    await rm(path);
    return new StagedMessages(file);
  }

  /** True if `flush` should be called. */
  add({ key, id, value, headers }: EncodedMessage, note = ''): boolean {
    const begin = this.#bytes;
    this.#reserve(HEAD_BYTES + MOST_BYTES_A_UNIT * (key.length + id.length + note.length) + value.length);
    const piece = this.#piece;
    const first = begin + HEAD_BYTES;
    const ofKey = piece.write(key, first);
    const ofId = piece.write(id, first + ofKey);
    const ofNote = piece.write(note, first + ofKey + ofId);
    const texts = ofKey + ofId + ofNote;
    piece.set(value, first + texts);
    this.#bytes = first + texts + value.length;
    piece.writeUInt16LE(ofKey, begin);
    piece.writeUInt16LE(ofId, begin + 2);
    piece.writeUInt16LE(ofNote, begin + 4);
    piece.writeUInt32LE(value.length, begin + 6);
    this.#headers = headers;
    return this.#bytes >= PIECE_BYTES;
  }

  async flush(): Promise<void> {
    const bytes = this.#piece.subarray(0, this.#bytes);
    this.#bytes = 0;
    if (bytes.length > 0) await this.#file.appendFile(bytes);
  }

  /** All of them in order. */
  async *read(): AsyncGenerator<StagedMessage[]> {
    await this.flush();
    let rest = Buffer.alloc(0);
    for (let position = 0; ; ) {
      const piece = Buffer.allocUnsafe(PIECE_BYTES);
      const { bytesRead } = await this.#file.read(piece, 0, PIECE_BYTES, position);
      if (bytesRead === 0) return;
      position += bytesRead;
      const { messages, left } = this.#cut(Buffer.concat([rest, piece.subarray(0, bytesRead)]));
      rest = left;
      yield messages;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#file.close();
  }

  #reserve(bytes: number): void {
    if (this.#bytes + bytes <= this.#piece.length) return;
    const larger = Buffer.allocUnsafe(2 * (this.#bytes + bytes));
    larger.set(this.#piece.subarray(0, this.#bytes));
    this.#piece = larger;
  }

  #cut(bytes: Buffer): { messages: StagedMessage[]; left: Buffer<ArrayBuffer> } {
    const messages: StagedMessage[] = [];
    let at = 0;
    while (at + HEAD_BYTES <= bytes.length) {
      const [key, id, note] = [0, 2, 4].map((place) => bytes.readUInt16LE(at + place)) as [number, number, number];
      const value = bytes.readUInt32LE(at + 6);
      const begin = at + HEAD_BYTES;
      const end = begin + key + id + note + value;
      if (end > bytes.length) break;
      messages.push({
        message: {
          key: bytes.toString('utf8', begin, begin + key),
          id: bytes.toString('utf8', begin + key, begin + key + id),
          value: bytes.subarray(end - value, end),
          headers: this.#headers,
        },
        note: bytes.toString('utf8', begin + key + id, begin + key + id + note),
      });
      at = end;
    }
    return { messages, left: Buffer.from(bytes.subarray(at)) };
  }
}
