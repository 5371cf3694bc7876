import type { PackedHistory } from './packed-history.js';

const HEADER_BYTES = 8;

/**
 * The earlier format of histories: columns of full width, little-endian. Version u8, zero u8, n u16, texts u16, zero
 * u16, times f64[n], id hashes u64[n], items u16[n], regions u16[n], length of each text in UTF-16 units u16[texts],
 * types u8[n], all texts in UTF-8. Undefined for bytes that are too few.
 */
export function decodeHistoryV1(
  stored: Uint8Array,
): (Omit<PackedHistory, 'sessions' | 'texts'> & { lengths: Uint16Array; text: Uint8Array }) | undefined {
  // A copy, because columns begin at multiples of their width. `slice` of a Buffer would not copy.
  const bytes = stored.byteOffset % 8 === 0 ? stored : new Uint8Array(stored);
  if (bytes.byteLength < HEADER_BYTES) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const n = view.getUint16(2, true);
  const texts = view.getUint16(4, true);
  const head = HEADER_BYTES + 21 * n + 2 * texts;
  if (bytes.byteLength < head) return undefined;
  const { buffer } = bytes;
  const start = bytes.byteOffset + HEADER_BYTES;
  return {
    times: new Float64Array(buffer, start, n),
    idWords: new Uint32Array(buffer, start + 8 * n, 2 * n),
    items: new Uint16Array(buffer, start + 16 * n, n),
    regions: new Uint16Array(buffer, start + 18 * n, n),
    lengths: new Uint16Array(buffer, start + 20 * n, texts),
    types: new Uint8Array(buffer, start + 20 * n + 2 * texts, n),
    text: bytes.subarray(head),
  };
}
