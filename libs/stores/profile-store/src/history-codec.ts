import { StarsError } from '@stars/errors';
import { ByteReader, ByteWriter } from './byte-stream.js';
import type { PackedHistory } from './packed-history.js';

export type { PackedHistory } from './packed-history.js';

/** Without sessions, and with them. */
const PLAIN = 2;
const WITH_SESSIONS = 3;
const LENGTH_BITS = 0xffff;
/** The most bytes of an event without its texts: hash, time, type, region, session, item. */
const MOST_BYTES = 8 + 8 + 4 + 5 + 5 + 3;
const HEADER_BYTES = 16;

/** The format of times: gaps, or full values if one is not a whole number from 1970 on. */
const GAPS = 0;
const AS_THEY_ARE = 1;

/** A history without events. */
export function emptyHistory(): PackedHistory {
  return {
    times: new Float64Array(0),
    idWords: new Uint32Array(0),
    types: new Uint8Array(0),
    items: new Uint16Array(0),
    regions: new Uint16Array(0),
    sessions: new Uint16Array(0),
    texts: [],
  };
}

/**
 * Bytes, some 11 an event beside the texts: version u8, kind of times u8, then (numbers are LEB128) n, texts, id hashes
 * u64[n] little-endian, times as gaps from one to the next (or f64[n]), types and regions, and in version 3 sessions, as runs of
 * value and length, items as the distance back from the first text that no event before has used, length of each text in UTF-16 units,
 * all texts in UTF-8.
 * Errors: `STARS_TOO_LARGE` if a text or their number does not fit into 16 bits.
 */
export function encodeHistory(history: PackedHistory): Uint8Array {
  const { times, idWords, types, items, regions, sessions, texts } = history;
  const n = times.length;
  if (texts.length > LENGTH_BITS || texts.some((text) => text.length > LENGTH_BITS)) {
    throw new StarsError('STARS_TOO_LARGE', 'an item id or region is too long to be kept in a history');
  }
  const text = Buffer.from(texts.join(''), 'utf8');
  const writer = new ByteWriter(HEADER_BYTES + MOST_BYTES * n + 3 * texts.length + text.byteLength);
  const kind = areWhole(times) ? GAPS : AS_THEY_ARE;
  const version = sessions.some((session) => session !== 0) ? WITH_SESSIONS : PLAIN;
  writer.byte(version);
  writer.byte(kind);
  writer.numbers(Float64Array.of(n, texts.length));
  writer.bytes(bytesOf(idWords));
  if (kind === GAPS) writer.numbers(gapsOf(times));
  else writer.bytes(bytesOf(times));
  writeRuns(writer, new Uint16Array(types));
  writeRuns(writer, regions);
  if (version === WITH_SESSIONS) writeRuns(writer, sessions);
  const back = new Float64Array(n);
  for (let i = 0, unused = 0; i < n; i++) {
    back[i] = (unused - items[i]!) & LENGTH_BITS;
    unused = Math.max(unused, items[i]! + 1, regions[i]! + 1);
  }
  writer.numbers(back);
  const lengths = new Float64Array(texts.length);
  for (let i = 0; i < texts.length; i++) lengths[i] = texts[i]!.length;
  writer.numbers(lengths);
  writer.bytes(text);
  return writer.written();
}

/** Errors: `STARS_UNREADABLE_FILE` for bytes that encodeHistory did not make. */
export function decodeHistory(stored: Uint8Array): PackedHistory {
  checkHistory(stored);
  const reader = new ByteReader(stored, 2, unreadable);
  const n = reader.number();
  const count = reader.number();
  // Checked before any allocation of that size: each event has a hash, each text a length.
  if (8 * n + count > stored.byteLength) throw unreadable();
  const idWords = new Uint32Array(2 * n);
  bytesOf(idWords).set(reader.bytes(8 * n));
  const times = new Float64Array(n);
  if (stored[1] === GAPS) addUp(reader.numbers(times));
  else bytesOf(times).set(reader.bytes(8 * n));
  const types = new Uint8Array(readRuns(reader, n));
  const regions = readRuns(reader, n);
  const sessions = stored[0] === WITH_SESSIONS ? readRuns(reader, n) : new Uint16Array(n);
  const back = reader.numbers(new Float64Array(n));
  const items = new Uint16Array(n);
  let unused = 0;
  for (let i = 0; i < n; i++) {
    items[i] = unused - back[i]!;
    unused = Math.max(unused, items[i]! + 1, regions[i]! + 1);
  }
  if (unused > count) throw unreadable();
  const lengths = reader.numbers(new Float64Array(count));
  return { times, idWords, types, items, regions, sessions, texts: splitTexts(reader.rest(), lengths) };
}

/** Errors: `STARS_UNREADABLE_FILE` for bytes that cannot be a history; cheaper than reading them. */
export function checkHistory(stored: Uint8Array): void {
  if (stored.byteLength < 4 || ![PLAIN, WITH_SESSIONS].includes(stored[0]!)) throw unreadable();
}

/** Bits that every value of the column fits into, then each run as one number: its value, and above it its length - 1. */
function writeRuns(writer: ByteWriter, column: Uint16Array): void {
  let most = 0;
  for (let i = 0; i < column.length; i++) if (column[i]! > most) most = column[i]!;
  const bits = 32 - Math.clz32(most);
  writer.byte(bits);
  const runs = new Float64Array(column.length);
  let count = 0;
  for (let from = 0, i = 1; i <= column.length; i++) {
    if (i < column.length && column[i] === column[from]) continue;
    runs[count++] = (i - from - 1) * 2 ** bits + column[from]!;
    from = i;
  }
  writer.numbers(runs.subarray(0, count));
}

function readRuns(reader: ByteReader, n: number): Uint16Array {
  const column = new Uint16Array(n);
  const unit = 2 ** reader.byte();
  for (let from = 0; from < column.length; ) {
    const run = reader.number();
    const until = from + 1 + Math.floor(run / unit);
    if (until > column.length) throw unreadable();
    column.fill(run % unit, from, until);
    from = until;
  }
  return column;
}

function areWhole(times: Float64Array): boolean {
  for (const time of times) if (!Number.isSafeInteger(time) || time < 0 || Object.is(time, -0)) return false;
  return true;
}

function gapsOf(times: Float64Array): Float64Array {
  const gaps = times.slice();
  for (let i = 1; i < gaps.length; i++) gaps[i] = times[i]! - times[i - 1]!;
  return gaps;
}

/** From gaps to sums, in place. */
function addUp(gaps: Float64Array): void {
  for (let i = 1; i < gaps.length; i++) gaps[i]! += gaps[i - 1]!;
}

function splitTexts(bytes: Uint8Array, lengths: ArrayLike<number>): string[] {
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
  const texts = new Array<string>(lengths.length);
  let from = 0;
  for (let i = 0; i < texts.length; i++) {
    texts[i] = all.slice(from, from + lengths[i]!);
    from += lengths[i]!;
  }
  if (from !== all.length) throw unreadable();
  return texts;
}

const bytesOf = (column: Uint32Array | Float64Array): Uint8Array =>
  new Uint8Array(column.buffer, column.byteOffset, column.byteLength);

function unreadable(): StarsError {
  return new StarsError('STARS_UNREADABLE_FILE', 'a stored history is damaged, or of a newer release');
}
