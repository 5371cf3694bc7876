import { closeSync, mkdirSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { HistoryStore, UserHistory } from '@stars/features';

/** Bytes an event: time, item, region, type. */
const EVENT_BYTES = 8 + 4 + 4 + 1;
/** A plan reads histories in order: this many entries of `starts.bin` at once. */
const STARTS_AHEAD = 1 << 18;
const CACHE_BYTES = 64 * 2 ** 20;

/**
 * Histories on disk, read by offset on request. Memory holds four numbers and the id of each user, and a cache of the
 * histories used last, which never exceeds its size, however long the log is.
 */
export class HistoryFiles implements HistoryStore {
  /** [H + 1] events and baskets before each history. */
  readonly #events: Float64Array;
  readonly #baskets: Float64Array;
  readonly #eventFile: number;
  readonly #startFile: number;
  /** In the order of their last use. */
  readonly #cache = new Map<number, UserHistory>();
  #cached = 0;
  #ahead = { from: 0, numbers: new Uint32Array(0) };

  private constructor(
    private readonly folder: string,
    readonly regions: readonly string[],
    private readonly userIds: readonly string[],
    counts: { events: readonly number[]; baskets: readonly number[] },
    private readonly cacheBytes: number,
  ) {
    this.#events = cumulated(counts.events);
    this.#baskets = cumulated(counts.baskets);
    this.#eventFile = openSync(join(folder, 'events.bin'), 'r');
    this.#startFile = openSync(join(folder, 'starts.bin'), 'r');
  }

  /** Writes histories one after the other, without keeping them in memory, and opens them. The folder's old content is removed. */
  static write(
    folder: string,
    histories: Iterable<UserHistory>,
    regions: readonly string[],
    cacheBytes = CACHE_BYTES,
  ): HistoryFiles {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    const files = ['events.bin', 'starts.bin'].map((name) => openSync(join(folder, name), 'w')) as [number, number];
    const userIds: string[] = [];
    const counts = { events: [] as number[], baskets: [] as number[] };
    try {
      for (const { userId, starts, item, time, type, region } of histories) {
        userIds.push(userId);
        counts.events.push(item.length);
        counts.baskets.push(starts.length);
        for (const column of [time, item, region, type]) writeWhole(files[0], column);
        writeWhole(files[1], starts);
      }
    } finally {
      for (const file of files) closeSync(file);
    }
    return new HistoryFiles(folder, regions, userIds, counts, cacheBytes);
  }

  get count(): number {
    return this.userIds.length;
  }

  starts(index: number): Uint32Array {
    const from = this.#baskets[index]!;
    const count = this.#baskets[index + 1]! - from;
    if (from < this.#ahead.from || from + count > this.#ahead.from + this.#ahead.numbers.length) {
      const left = this.#baskets[this.count]! - from;
      const numbers = new Uint32Array(Math.min(left, Math.max(count, STARTS_AHEAD)));
      readWhole(this.#startFile, numbers, 4 * from);
      this.#ahead = { from, numbers };
    }
    return this.#ahead.numbers.slice(from - this.#ahead.from, from - this.#ahead.from + count);
  }

  read(index: number): UserHistory {
    const known = this.#cache.get(index);
    if (known) {
      this.#cache.delete(index);
      this.#cache.set(index, known);
      return known;
    }
    const from = this.#events[index]!;
    const count = this.#events[index + 1]! - from;
    const starts = new Uint32Array(this.#baskets[index + 1]! - this.#baskets[index]!);
    readWhole(this.#startFile, starts, 4 * this.#baskets[index]!);
    const time = new Float64Array(count);
    const item = new Int32Array(count);
    const region = new Uint32Array(count);
    const type = new Uint8Array(count);
    let at = EVENT_BYTES * from;
    for (const column of [time, item, region, type]) {
      readWhole(this.#eventFile, column, at);
      at += column.byteLength;
    }
    const history = { userId: this.userIds[index]!, starts, item, time, type, region };
    this.#cache.set(index, history);
    this.#cached += sizeOf(history);
    for (const [oldest, old] of this.#cache) {
      if (this.#cached <= this.cacheBytes || oldest === index) break;
      this.#cache.delete(oldest);
      this.#cached -= sizeOf(old);
    }
    return history;
  }

  /** Bytes of histories in memory. */
  get cachedBytes(): number {
    return this.#cached;
  }

  /** Closes and removes the files. */
  remove(): void {
    closeSync(this.#eventFile);
    closeSync(this.#startFile);
    this.#cache.clear();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

const sizeOf = ({ starts, item }: UserHistory): number => EVENT_BYTES * item.length + 4 * starts.length;

function cumulated(counts: readonly number[]): Float64Array {
  const sums = new Float64Array(counts.length + 1);
  counts.forEach((count, i) => {
    sums[i + 1] = sums[i]! + count;
  });
  return sums;
}

function writeWhole(file: number, column: ArrayBufferView): void {
  const bytes = new Uint8Array(column.buffer, column.byteOffset, column.byteLength);
  for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at, bytes.length - at);
}

function readWhole(file: number, column: ArrayBufferView, position: number): void {
  const bytes = new Uint8Array(column.buffer, column.byteOffset, column.byteLength);
  for (let at = 0; at < bytes.length; ) {
    const read = readSync(file, bytes, at, bytes.length - at, position + at);
    if (read === 0) throw new Error('a file of histories was cut off while it was in use');
    at += read;
  }
}
