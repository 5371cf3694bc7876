import { type FileHandle, mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { EncodedMessage } from '@stars/contracts';

/** Bytes of values that are gathered before a write, and read at once. */
const PIECE_BYTES = 1024 * 1024;
/** Between texts: ids have no control characters. */
const END = '\0';

/** A message that waits, with a word about it. */
export interface StagedMessage {
  message: EncodedMessage;
  note: string;
}

/**
 * The checked messages of one file, in a file of their own until all rows were seen: an import stores all of them or none.
 * A piece of it is the texts of some messages, and then their values. All messages of one file have the same headers.
 */
export class StagedMessages implements AsyncDisposable {
  #texts: string[] = [];
  #values: Uint8Array[] = [];
  #bytes = 0;
  #headers: Record<string, string> = {};
  /** Bytes of texts and of values of each piece in the file. */
  readonly #pieces: [texts: number, values: number][] = [];

  private constructor(private readonly file: FileHandle) {}

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
    this.#texts.push(key, id, note.replaceAll(END, ' '), String(value.length));
    this.#values.push(value);
    this.#bytes += value.length;
    this.#headers = headers;
    return this.#bytes >= PIECE_BYTES;
  }

  async flush(): Promise<void> {
    const texts = Buffer.from(this.#texts.join(END));
    this.#pieces.push([texts.length, this.#bytes]);
    await this.file.appendFile(Buffer.concat([texts, ...this.#values]));
    this.#texts = [];
    this.#values = [];
    this.#bytes = 0;
  }

  /** All of them in order. */
  async *read(): AsyncGenerator<StagedMessage[]> {
    let position = 0;
    for (const [texts, values] of this.#pieces) {
      const length = texts + values;
      const { buffer } = await this.file.read(Buffer.allocUnsafe(length), 0, length, position);
      position += length;
      yield this.#messagesIn(buffer.toString('utf8', 0, texts).split(END), buffer.subarray(texts));
    }
  }

  #messagesIn(texts: readonly string[], values: Uint8Array): StagedMessage[] {
    const messages: StagedMessage[] = [];
    for (let at = 0, begin = 0; at + 3 < texts.length; at += 4) {
      const end = begin + Number(texts[at + 3]);
      const message = {
        key: texts[at]!,
        id: texts[at + 1]!,
        value: values.subarray(begin, end),
        headers: this.#headers,
      };
      messages.push({ message, note: texts[at + 2]! });
      begin = end;
    }
    return messages;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.file.close();
  }
}
