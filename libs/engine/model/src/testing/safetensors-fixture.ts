import { readFileSync } from 'node:fs';

/** A named array of a fixture; I64 and other types are refused. */
export interface FixtureTensor {
  shape: number[];
  values: Float32Array | Int32Array;
}

export interface Fixture {
  tensors: Map<string, FixtureTensor>;
  /** The file's metadata. */
  description: unknown;
}

interface Header {
  __metadata__?: Record<string, string>;
  [name: string]: unknown;
}

/**
 * Reads a safetensors file: header length (u64), JSON header, little-endian data. A separate reader, because the
 * model library imports no other library, tests included.
 */
export function readFixture(path: string | URL): Fixture {
  const bytes = readFileSync(path);
  const headerLength = Number(bytes.readBigUInt64LE(0));
  const start = 8 + headerLength;
  const header = JSON.parse(bytes.toString('utf8', 8, start)) as Header;
  const { __metadata__: metadata = {}, ...entries } = header;
  if (metadata['case'] === undefined) throw new Error(`${path} does not say what case it is`);
  const tensors = new Map<string, FixtureTensor>();
  for (const [name, entry] of Object.entries(entries)) {
    const { dtype, shape, data_offsets } = entry as { dtype: string; shape: number[]; data_offsets: [number, number] };
    const [from, to] = data_offsets;
    if (start + to > bytes.length) throw new Error(`${name} is cut off in ${path}`);
    // Copied: the data of a file need not be aligned.
    const data = new Uint8Array(bytes.subarray(start + from, start + to)).buffer;
    if (dtype === 'F32') tensors.set(name, { shape, values: new Float32Array(data) });
    else if (dtype === 'I32') tensors.set(name, { shape, values: new Int32Array(data) });
    else throw new Error(`${name} has the type ${dtype} in ${path}`);
  }
  return { tensors, description: JSON.parse(metadata['case']) };
}
