import type { RedisArgument } from './wire-options.js';

const [CARRIAGE_RETURN, LINE_FEED, STAR, DOLLAR, ZERO] = [13, 10, 42, 36, 48];
/** Longer texts are written by the runtime; its call costs as much as so many letters here. */
const SHORT = 80;
/** Of a header: its letter, its digits, the end of its line and that of what follows. */
const HEADER_BYTES = 24;

/** Writes commands one after the other into one piece of memory, as they go over the wire (RESP, arrays of bulk strings). */
export class CommandWriter {
  #memory: Buffer;
  #at = 0;

  /** @param bytes expected; it grows. */
  constructor(bytes: number) {
    this.#memory = Buffer.allocUnsafeSlow(bytes);
  }

  /** What was written since the last `clear`; its memory stays the writer's. */
  get written(): Buffer {
    return this.#memory.subarray(0, this.#at);
  }

  clear(): void {
    this.#at = 0;
  }

  add(args: readonly RedisArgument[]): void {
    this.#room(HEADER_BYTES);
    this.#header(STAR, args.length);
    for (const arg of args) {
      if (typeof arg === 'string') this.#text(arg);
      else this.#bytes(arg);
    }
  }

  #bytes(value: Buffer): void {
    this.#room(value.byteLength + HEADER_BYTES);
    this.#header(DOLLAR, value.byteLength);
    this.#memory.set(value, this.#at);
    this.#at += value.byteLength;
    this.#endLine();
  }

  #text(value: string): void {
    const { length } = value;
    this.#room(3 * length + HEADER_BYTES);
    const memory = this.#memory;
    const start = this.#at;
    if (length <= SHORT) {
      this.#header(DOLLAR, length);
      let at = this.#at;
      let all = 0;
      for (let i = 0; i < length; i++) {
        const code = value.charCodeAt(i);
        all |= code;
        memory[at++] = code;
      }
      this.#at = at;
      if (all < 128) {
        this.#endLine();
        return;
      }
      this.#at = start;
    }
    this.#header(DOLLAR, Buffer.byteLength(value));
    this.#at += memory.write(value, this.#at);
    this.#endLine();
  }

  #header(letter: number, value: number): void {
    const memory = this.#memory;
    memory[this.#at++] = letter;
    let unit = 1;
    while (unit * 10 <= value) unit *= 10;
    for (let left = value; unit >= 1; unit /= 10) {
      const digit = Math.floor(left / unit);
      memory[this.#at++] = ZERO + digit;
      left -= digit * unit;
    }
    this.#endLine();
  }

  #endLine(): void {
    this.#memory[this.#at++] = CARRIAGE_RETURN;
    this.#memory[this.#at++] = LINE_FEED;
  }

  #room(bytes: number): void {
    if (this.#at + bytes <= this.#memory.byteLength) return;
    const larger = Buffer.allocUnsafeSlow(2 * (this.#at + bytes));
    larger.set(this.written);
    this.#memory = larger;
  }
}
