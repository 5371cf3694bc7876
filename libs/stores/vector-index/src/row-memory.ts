import {
  OUT_BYTES,
  PAIR_BYTES,
  ROW_EXTRA,
  ROW_EXTRA_BYTES,
  type ScanPlaces,
  STEP_BYTES,
  WORDS_BYTES,
} from './byte-scan.js';
import { type WasmMemory, WebAssembly } from './webassembly.js';

const PAGE = 65_536;
const GROWTH = 1.5;

/**
 * Where rows of bytes lie. A row is its elements (i8, padded with zeros), then what `ROW_EXTRA` names. Before the rows lie two queries (u8), and what
 * the scan in WebAssembly reads and writes.
 */
export class RowMemory {
  readonly memory: WasmMemory = new WebAssembly.Memory({ initial: 1 });
  readonly places: ScanPlaces;
  /** Elements of a row, with padding. */
  readonly elements: number;
  readonly rowBytes: number;
  /** The whole memory, thrice; others after it has grown. */
  bytes!: Int8Array;
  floats!: Float32Array;
  whole!: Int32Array;

  constructor(width: number) {
    this.elements = Math.ceil(width / STEP_BYTES) * STEP_BYTES;
    this.rowBytes = this.elements + ROW_EXTRA_BYTES;
    const words = PAIR_BYTES;
    const queries = words + WORDS_BYTES;
    const outs = queries + 2 * this.elements;
    this.places = {
      pair: 0,
      words,
      queries: [queries, queries + this.elements],
      outs: [outs, outs + OUT_BYTES],
      rows: outs + 2 * OUT_BYTES,
    };
    this.#view();
    this.holdRows(0);
  }

  /** The byte at which a row starts. */
  rowAt(slot: number): number {
    return this.places.rows + slot * this.rowBytes;
  }

  /** Where a number of a row is, among all floats. */
  extraAt(slot: number, name: keyof typeof ROW_EXTRA): number {
    return (this.rowAt(slot) + this.elements + ROW_EXTRA[name]) / 4;
  }

  /** Makes place for so many rows; what there is stays where it is. */
  holdRows(count: number): void {
    const bytes = this.rowAt(count);
    const held = this.memory.buffer.byteLength;
    if (bytes <= held) return;
    this.memory.grow(Math.ceil((Math.max(bytes, held * GROWTH) - held) / PAGE));
    this.#view();
  }

  #view(): void {
    this.bytes = new Int8Array(this.memory.buffer);
    this.floats = new Float32Array(this.memory.buffer);
    this.whole = new Int32Array(this.memory.buffer);
  }
}
