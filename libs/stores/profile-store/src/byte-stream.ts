let scratch = new Uint8Array(1 << 16);

/**
 * Writes bytes one after the other. A number takes one byte below 2^7, two below 2^14, and so on (LEB128): whole ones
 * from 0 to 2^53.
 */
export class ByteWriter {
  readonly #bytes: Uint8Array;
  #at = 0;

  /** @param most bytes that will be written at most, before the next writer is made: they share their memory. */
  constructor(most: number) {
    if (scratch.byteLength < most) scratch = new Uint8Array(most * 2);
    this.#bytes = scratch;
  }

  byte(value: number): void {
    this.#bytes[this.#at++] = value;
  }

  bytes(value: Uint8Array): void {
    this.#bytes.set(value, this.#at);
    this.#at += value.byteLength;
  }

  /** For one kind of array only: a loop over several kinds is several times slower. */
  numbers(values: Float64Array): void {
    const bytes = this.#bytes;
    let at = this.#at;
    for (let i = 0; i < values.length; i++) {
      let left = values[i]!;
      for (; left >= 2 ** 31; left = Math.floor(left / 128)) bytes[at++] = 0x80 | (left % 128);
      // Whole from here on, which the bits of integers are enough for.
      let small = left | 0;
      for (; small >= 128; small >>>= 7) bytes[at++] = 0x80 | (small & 127);
      bytes[at++] = small;
    }
    this.#at = at;
  }

  /** The written bytes. */
  written(): Uint8Array {
    return this.#bytes.slice(0, this.#at);
  }
}

/** Reads the bytes of a ByteWriter. Throws the error of `truncated` at the end. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  readonly #truncated: () => Error;
  #at: number;

  constructor(bytes: Uint8Array, at: number, truncated: () => Error) {
    this.#bytes = bytes;
    this.#at = at;
    this.#truncated = truncated;
  }

  byte(): number {
    return this.bytes(1)[0]!;
  }

  bytes(length: number): Uint8Array {
    const from = this.#at;
    if (from + length > this.#bytes.byteLength) throw this.#truncated();
    this.#at += length;
    return this.#bytes.subarray(from, this.#at);
  }

  number(): number {
    const bytes = this.#bytes;
    let byte = bytes[this.#at++]!;
    let value = byte & 127;
    for (let unit = 128; byte >= 128; unit *= 128) {
      byte = bytes[this.#at++]!;
      value += (byte & 127) * unit;
    }
    if (this.#at > bytes.byteLength) throw this.#truncated();
    return value;
  }

  /** As many as `into` holds. */
  numbers(into: Float64Array): Float64Array {
    const bytes = this.#bytes;
    let at = this.#at;
    for (let i = 0; i < into.length; i++) {
      let byte = bytes[at++]!;
      let value = byte & 127;
      for (let unit = 128; byte >= 128; unit *= 128) {
        byte = bytes[at++]!;
        value += (byte & 127) * unit;
      }
      into[i] = value;
    }
    // Past the end, values are undefined, which is not 128 or more: every loop above has ended.
    if (at > bytes.byteLength) throw this.#truncated();
    this.#at = at;
    return into;
  }

  rest(): Uint8Array {
    return this.bytes(this.#bytes.byteLength - this.#at);
  }
}
