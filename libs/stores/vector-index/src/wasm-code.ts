/** As much of the WebAssembly binary format as one module with one function needs (webassembly.github.io/spec/core/binary). */

/** Bytes of instructions; nested lists are flattened. */
export type Code = number | readonly Code[];

export const I32 = 0x7f;
export const V128 = 0x7b;

type ValueType = typeof I32 | typeof V128;

/** Unsigned LEB128. */
function unsigned(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 0x80) {
    bytes.push((rest % 0x80) | 0x80);
    rest = Math.floor(rest / 0x80);
  }
  return [...bytes, rest];
}

/** Signed LEB128 of a small non-negative number. */
const constant = (value: number): Code => (value < 0x40 ? value : [(value & 0x7f) | 0x80, constant(value >> 7)]);

const vector = (opcode: number): Code => [0xfd, unsigned(opcode)];
const EMPTY = 0x40;

/** Instructions; those that take operands take them from the stack. */
export const op = {
  get: (local: number): Code => [0x20, unsigned(local)],
  set: (local: number): Code => [0x21, unsigned(local)],
  tee: (local: number): Code => [0x22, unsigned(local)],
  i32: (value: number): Code => [0x41, constant(value)],
  /** Its body runs again where it branches to depth 0. */
  loop: (...body: Code[]): Code => [0x03, EMPTY, body, 0x0b],
  block: (...body: Code[]): Code => [0x02, EMPTY, body, 0x0b],
  when: (...body: Code[]): Code => [0x04, EMPTY, body, 0x0b],
  branchIf: (depth: number): Code => [0x0d, depth],
  i32Load: (offset = 0): Code => [0x28, 2, unsigned(offset)],
  i32Store: (offset = 0): Code => [0x36, 2, unsigned(offset)],
  f32Store: (offset = 0): Code => [0x38, 2, unsigned(offset)],
  i32Eqz: 0x45,
  i32LtU: 0x49,
  i32Ctz: 0x68,
  i32Add: 0x6a,
  i32Sub: 0x6b,
  i32Mul: 0x6c,
  i32And: 0x71,
  i32Or: 0x72,
  i32Shl: 0x74,
  i32ShrU: 0x76,
  i32Xor: 0x73,
  v128Load: (offset = 0): Code => [vector(0x00), 4, unsigned(offset)],
  v128Zero: [vector(0x0c), Array<number>(16).fill(0)] as Code,
  /** @param bytes sixteen numbers of bytes, those of the second vector from 16 on */
  shuffle: (bytes: readonly number[]): Code => [vector(0x0d), bytes],
  /** Two floats, the rest zero. */
  v128Load64Zero: (offset = 0): Code => [vector(0x5d), 3, unsigned(offset)],
  /** The first two floats in double precision. */
  f64x2Promote: vector(0x5f),
  f64x2Add: vector(0xf0),
  f64x2Mul: vector(0xf2),
  f64x2Lane: (lane: number): Code => [vector(0x21), lane],
  f64Add: 0xa0,
  f64Store: (offset = 0): Code => [0x39, 3, unsigned(offset)],
  i32x4Add: vector(0xae),
  i32x4Sub: vector(0xb1),
  i32x4Bitmask: vector(0xa4),
  f32x4FromI32: vector(0xfa),
  f32x4Add: vector(0xe4),
  f32x4Mul: vector(0xe6),
  f32x4Lt: vector(0x43),
  f32x4Lane: (lane: number): Code => [vector(0x1f), lane],
  /** Products of sixteen pairs of bytes, signed and of seven bits without a sign, four and four added to a sum each. */
  dotI8x16Add: vector(0x113),
};

export interface WasmFunction {
  /** Its name outside. */
  name: string;
  parameters: readonly ValueType[];
  result: ValueType;
  /** Beside the parameters, numbered after them. */
  locals: readonly ValueType[];
  body: readonly Code[];
}

/** A module that takes its memory as `env.memory` and exports the function. */
export function wasmModule({ name, parameters, result, locals, body }: WasmFunction): Uint8Array<ArrayBuffer> {
  const list = (items: readonly (readonly number[])[]): number[] => [...unsigned(items.length), ...items.flat()];
  const section = (id: number, content: readonly number[]): number[] => [id, ...unsigned(content.length), ...content];
  const text = (value: string): number[] => list([...new TextEncoder().encode(value)].map((byte) => [byte]));
  const type = [0x60, ...list(parameters.map((each) => [each])), ...list([[result]])];
  const code = [...list(locals.map((each) => [1, each])), ...flat(body), 0x0b];
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, list([type])),
    ...section(2, list([[...text('env'), ...text('memory'), 0x02, 0x00, 1]])),
    ...section(3, list([[0]])),
    ...section(7, list([[...text(name), 0x00, 0]])),
    ...section(10, list([[...unsigned(code.length), ...code]])),
  ]);
}

const flat = (code: Code): number[] => (typeof code === 'number' ? [code] : code.flatMap(flat));
