import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { StarsError } from '@stars/errors';

/** Limit of a message's value, before compression. */
export const MAX_VALUE_BYTES = 8 * 1024 * 1024;
/** Values above this are compressed; below it the frame costs more than it saves. */
const COMPRESS_ABOVE_BYTES = 4096;

export const CODEC_PLAIN = 0;
export const CODEC_ZSTD = 1;

export interface StoredValue {
  codec: number;
  bytes: Uint8Array;
}

/** The stored form of a value. Errors: `STARS_TOO_LARGE` above 8 MiB. */
export function encodeValue(value: Uint8Array): StoredValue {
  if (value.byteLength > MAX_VALUE_BYTES) {
    throw new StarsError('STARS_TOO_LARGE', `a value of ${value.byteLength} bytes is over ${MAX_VALUE_BYTES}`);
  }
  if (value.byteLength <= COMPRESS_ABOVE_BYTES) return { codec: CODEC_PLAIN, bytes: value };
  const packed = zstdCompressSync(value, { params: { [constants.ZSTD_c_compressionLevel]: 3 } });
  return packed.byteLength < value.byteLength
    ? { codec: CODEC_ZSTD, bytes: packed }
    : { codec: CODEC_PLAIN, bytes: value };
}

export function decodeValue(codec: number, bytes: Uint8Array): Uint8Array {
  if (codec === CODEC_PLAIN) return bytes;
  if (codec === CODEC_ZSTD) return new Uint8Array(zstdDecompressSync(bytes, { maxOutputLength: MAX_VALUE_BYTES }));
  throw new StarsError('STARS_UNREADABLE_FILE', `value codec ${codec} is not known to this release`);
}
