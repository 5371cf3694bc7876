import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { StarsError } from '@stars/errors';

/**
 * A user's history in columns. Texts (item ids and regions) are numbered by first use, so that
 * a text costs its bytes once however often it occurs.
 */
export type PackedHistory = ReturnType<typeof emptyHistory>;

const MOST_TEXT = 0xffff;
/** A bit that no type has. */
export const ANONYMOUS = 0x80;
const SETTINGS = {
  params: { [constants.ZSTD_c_compressionLevel]: 1, [constants.ZSTD_c_checksumFlag]: 1 },
};

/** A history of so many events, without texts. */
export function emptyHistory(size = 0) {
  return {
    /** Milliseconds since 1970, ascending, [n]. */
    times: new Float64Array(size),
    /** 64-bit hashes of event ids: low word, high word, [2n]. */
    idWords: new Uint32Array(2 * size),
    /** InteractionType, with `ANONYMOUS` if a stranger did it, [n]. */
    types: new Uint8Array(size),
    /** Number of the item's id among `texts`, [n]. */
    items: new Uint16Array(size),
    /** Number of the region among `texts`, [n]. */
    regions: new Uint16Array(size),
    /** Mark of the session; 0: none. [n] */
    sessions: new Uint16Array(size),
    texts: [] as string[],
  };
}

/**
 * Bytes, some 16 an event with its texts: compressed by Zstandard with a checksum, the number of events (f64), times (f64), id hashes
 * (u64), items, regions and sessions (u16), types (u8), all little-endian, and the texts as JSON.
 * Errors: `STARS_TOO_LARGE` if a text or their number does not fit into 16 bits.
 */
export function encodeHistory(history: PackedHistory): Uint8Array {
  const { times, texts } = history;
  if (texts.length > MOST_TEXT || texts.some((text) => text.length > MOST_TEXT)) {
    throw new StarsError('STARS_TOO_LARGE', 'an item id or region is too long to be kept in a history');
  }
  const columns = [Float64Array.of(times.length), ...columnsOf(history)].map(bytesOf);
  return zstdCompressSync(Buffer.concat([...columns, Buffer.from(JSON.stringify(texts))]), SETTINGS);
}

/** Errors: `STARS_UNREADABLE_FILE` for bytes that encodeHistory did not make. */
export function decodeHistory(stored: Uint8Array): PackedHistory {
  try {
    const bytes = zstdDecompressSync(stored);
    const size = bytes.readDoubleLE(0);
    if (size > bytes.byteLength) throw new RangeError('more events than bytes');
    const history = emptyHistory(size);
    let at = 8;
    for (const column of columnsOf(history).map(bytesOf)) {
      column.set(bytes.subarray(at, at + column.byteLength));
      at += column.byteLength;
    }
    history.texts = JSON.parse(bytes.toString('utf8', at)) as string[];
    return history;
  } catch (cause) {
    throw new StarsError('STARS_UNREADABLE_FILE', 'a stored history is damaged, or of a newer release', { cause });
  }
}

const columnsOf = ({ times, idWords, items, regions, sessions, types }: PackedHistory) => [
  times,
  idWords,
  items,
  regions,
  sessions,
  types,
];

const bytesOf = ({ buffer, byteOffset, byteLength }: NodeJS.TypedArray): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);
