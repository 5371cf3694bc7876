import { StarsError } from '@stars/errors';

/** A named array as safetensors stores it. */
export interface StoredTensor {
  shape: number[];
  values: Float32Array | Int32Array;
}

interface HeaderEntry {
  dtype: string;
  shape: number[];
  data_offsets: [number, number];
}

const MAX_HEADER = 100 * 1024 * 1024;

/** The safetensors format: header length (u64), JSON header, little-endian data. Readable by any other tool. */
export function encodeSafetensors(tensors: ReadonlyMap<string, StoredTensor>): Uint8Array {
  const entries: [string, HeaderEntry][] = [];
  let offset = 0;
  for (const [name, { shape, values }] of tensors) {
    const dtype = values instanceof Int32Array ? 'I32' : 'F32';
    entries.push([name, { dtype, shape, data_offsets: [offset, offset + values.byteLength] }]);
    offset += values.byteLength;
  }
  const json = Buffer.from(JSON.stringify(Object.fromEntries(entries)), 'utf8');
  // Padded with spaces so that the data begin at a multiple of eight, as the format asks.
  const text = Buffer.alloc(Math.ceil(json.length / 8) * 8, ' ');
  json.copy(text);
  const out = Buffer.alloc(8 + text.length + offset);
  out.writeBigUInt64LE(BigInt(text.length), 0);
  text.copy(out, 8);
  let at = 8 + text.length;
  for (const { values } of tensors.values()) {
    out.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), at);
    at += values.byteLength;
  }
  return out;
}

/**
 * Tensors of shared bytes lie in them: do not change them. Errors: `STARS_MODEL_CORRUPT` for anything that is no whole safetensors file of
 * F32 and I32 tensors.
 */
export function decodeSafetensors(bytes: Uint8Array, name: string): Map<string, StoredTensor> {
  const corrupt = (why: string, cause?: unknown): StarsError =>
    new StarsError('STARS_MODEL_CORRUPT', `${name} is no whole safetensors file: ${why}`, { cause });
  if (bytes.byteLength < 8) throw corrupt('shorter than its header length');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerLength = Number(view.getBigUint64(0, true));
  if (headerLength > MAX_HEADER || 8 + headerLength > bytes.byteLength) throw corrupt('the header is cut off');
  let header: unknown;
  try {
    header = JSON.parse(Buffer.from(bytes.subarray(8, 8 + headerLength)).toString('utf8'));
  } catch (cause) {
    throw corrupt('the header is no JSON', cause);
  }
  if (!isRecord(header)) throw corrupt('the header is no object');
  const tensors = new Map<string, StoredTensor>();
  for (const [key, entry] of Object.entries(header)) {
    if (key === '__metadata__') continue;
    if (!isHeaderEntry(entry)) throw corrupt(`${key} has no shape, type and place`);
    const [from, to] = entry.data_offsets;
    const size = entry.shape.reduce((product, side) => product * side, 1) * 4;
    if (to - from !== size) throw corrupt(`${key} has ${to - from} bytes where its shape needs ${size}`);
    const start = 8 + headerLength + from;
    if (start + size > bytes.byteLength) throw corrupt(`${key} is cut off`);
    // Shared bytes stay. Others are copied (a Buffer's own slice would not): they need not be aligned, and are let go.
    const stays = bytes.buffer instanceof SharedArrayBuffer && (bytes.byteOffset + start) % 4 === 0;
    const data = stays ? bytes.buffer : new Uint8Array(bytes.subarray(start, start + size)).buffer;
    const place = [data, stays ? bytes.byteOffset + start : 0, size / 4] as const;
    if (entry.dtype === 'F32') tensors.set(key, { shape: entry.shape, values: new Float32Array(...place) });
    else if (entry.dtype === 'I32') tensors.set(key, { shape: entry.shape, values: new Int32Array(...place) });
    else throw corrupt(`${key} has the unknown type ${entry.dtype}`);
  }
  return tensors;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function isHeaderEntry(value: unknown): value is HeaderEntry {
  const counts = (list: unknown): list is number[] =>
    Array.isArray(list) && list.every((x) => Number.isSafeInteger(x) && x >= 0);
  return (
    isRecord(value) && counts(value['shape']) && counts(value['data_offsets']) && value['data_offsets'].length === 2
  );
}
