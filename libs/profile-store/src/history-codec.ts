import { StarsError } from '@stars/errors';

/**
 * A user's history in columns. Texts (item ids and regions) are numbered by first use, so that
 * a text costs its bytes once however often it occurs.
 */
export interface PackedHistory {
  /** Milliseconds since 1970, ascending, [n]. */
  times: Float64Array;
  /** 64-bit hashes of event ids: low word, high word, [2n]. */
  idWords: Uint32Array;
  /** InteractionType, [n]. */
  types: Uint8Array;
  /** Number of the item's id among `texts`, [n]. */
  items: Uint16Array;
  /** Number of the region among `texts`, [n]. */
  regions: Uint16Array;
  texts: string[];
}

const VERSION = 1;
const HEADER_BYTES = 8;
const LENGTH_BITS = 0xffff;

/** A history without events. */
export function emptyHistory(): PackedHistory {
  return {
    times: new Float64Array(0),
    idWords: new Uint32Array(0),
    types: new Uint8Array(0),
    items: new Uint16Array(0),
    regions: new Uint16Array(0),
    texts: [],
  };
}

/**
 * Bytes, little-endian, 21 an event beside the texts: version u8, zero u8, n u16, texts u16, zero u16,
 * times f64[n], id hashes u64[n], items u16[n], regions u16[n], length of each text in UTF-16 units u16[texts],
 * types u8[n], all texts in UTF-8.
 * Errors: `STARS_TOO_LARGE` where a text or their number does not fit into 16 bits.
 */
export function encodeHistory(history: PackedHistory): Uint8Array {
  const { times, texts } = history;
  const n = times.length;
  if (texts.length > LENGTH_BITS || texts.some((text) => text.length > LENGTH_BITS)) {
    throw new StarsError('STARS_TOO_LARGE', 'an item id or region is too long to be kept in a history');
  }
  const all = Buffer.from(texts.join(''), 'utf8');
  const head = headBytes(n, texts.length);
  const bytes = new Uint8Array(head + all.byteLength);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, VERSION);
  view.setUint16(2, n, true);
  view.setUint16(4, texts.length, true);
  const columns = columnsOf(bytes, n, texts.length);
  columns.times.set(times);
  columns.idWords.set(history.idWords);
  columns.items.set(history.items);
  columns.regions.set(history.regions);
  for (let i = 0; i < texts.length; i++) columns.lengths[i] = texts[i]!.length;
  columns.types.set(history.types);
  bytes.set(all, head);
  return bytes;
}

/** Errors: `STARS_UNREADABLE_FILE` for bytes that encodeHistory of this release did not make. */
export function decodeHistory(stored: Uint8Array): PackedHistory {
  // A copy by `slice` would be none of a Buffer.
  const bytes = stored.byteOffset % 8 === 0 ? stored : new Uint8Array(stored);
  checkHistory(bytes);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const n = view.getUint16(2, true);
  const count = view.getUint16(4, true);
  const head = headBytes(n, count);
  const { lengths, ...columns } = columnsOf(bytes, n, count);
  const all = Buffer.from(bytes.buffer, bytes.byteOffset + head, bytes.byteLength - head).toString('utf8');
  const texts = new Array<string>(count);
  let from = 0;
  for (let i = 0; i < count; i++) {
    texts[i] = all.slice(from, from + lengths[i]!);
    from += lengths[i]!;
  }
  if (from !== all.length) throw unreadable();
  return { ...columns, texts };
}

/** Errors: `STARS_UNREADABLE_FILE` for bytes that cannot be a history; cheaper than reading them. */
export function checkHistory(stored: Uint8Array): void {
  const view = new DataView(stored.buffer, stored.byteOffset, stored.byteLength);
  if (stored.byteLength < HEADER_BYTES || view.getUint8(0) !== VERSION) throw unreadable();
  if (stored.byteLength < headBytes(view.getUint16(2, true), view.getUint16(4, true))) throw unreadable();
}

const headBytes = (n: number, texts: number): number => HEADER_BYTES + 21 * n + 2 * texts;

function columnsOf(bytes: Uint8Array, n: number, texts: number) {
  const { buffer, byteOffset } = bytes;
  const start = byteOffset + HEADER_BYTES;
  return {
    times: new Float64Array(buffer, start, n),
    idWords: new Uint32Array(buffer, start + 8 * n, 2 * n),
    items: new Uint16Array(buffer, start + 16 * n, n),
    regions: new Uint16Array(buffer, start + 18 * n, n),
    lengths: new Uint16Array(buffer, start + 20 * n, texts),
    types: new Uint8Array(buffer, start + 20 * n + 2 * texts, n),
  };
}

function unreadable(): StarsError {
  return new StarsError('STARS_UNREADABLE_FILE', 'a stored history is damaged, or of a newer release');
}
