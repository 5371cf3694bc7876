import type { Database } from '@stars/sqlite';
import { ID_HASH_BITS } from './id-hash.js';
import { decodeRun, encodeRun, type IdRun, mergeRuns, seek } from './id-run.js';

/** Runs of one level before they are merged into one of the next. */
const FAN_OUT = 8;
/** Runs of this size are not merged: a merge would hold the write lock for seconds. */
const LARGEST_MERGE = 8_000_000;
/** Pairs a stored chunk holds at most, on average. */
const CHUNK_ENTRIES = 4096;
/** Factor of a run's number in a chunk's key, which leaves room for chunk numbers. */
const CHUNKS_PER_RUN = 65_536;

interface RunRow {
  run: number;
  level: number;
  entries: number;
  chunk_bits: number;
}

/**
 * The ids of a topic, on disk. Returns candidates by hash, which the caller compares with the log.
 * Must be used within a write transaction. Memory is bounded by `cacheBytes`; disk is 12 bytes an id.
 */
export class IdIndex {
  readonly #db: Database;
  readonly #cacheBytes: number;
  /** Decoded chunks by key, least recently used first. Runs are immutable, so entries never go stale. */
  readonly #cache = new Map<number, IdRun>();
  #cached = 0;

  constructor(db: Database, cacheBytes: number) {
    this.#db = db;
    this.#cacheBytes = cacheBytes;
  }

  /** Calls `found` for each stored pair whose hash is among `hashes` (ascending). */
  search(topic: number, hashes: Float64Array, found: (position: number, offset: number) => void): void {
    for (const run of this.#runs(topic)) {
      const width = 2 ** (ID_HASH_BITS - run.chunk_bits);
      let number = -1;
      let chunk: IdRun | undefined;
      let at = 0;
      for (let i = 0; i < hashes.length; i++) {
        const hash = hashes[i]!;
        const wanted = Math.floor(hash / width);
        if (wanted !== number) {
          number = wanted;
          chunk = this.#chunk(run.run, wanted);
          at = 0;
        }
        if (chunk === undefined) continue;
        at = seek(chunk.hashes, hash, at);
        for (let j = at; chunk.hashes[j] === hash; j++) found(i, chunk.offsets[j]!);
      }
    }
  }

  add(topic: number, run: IdRun): void {
    this.#store(topic, run);
    this.#merge(topic);
  }

  /** Call when a transaction with additions was rolled back: its run numbers will be used again. */
  forgetCache(): void {
    this.#cache.clear();
    this.#cached = 0;
  }

  #runs(topic: number): RunRow[] {
    return this.#db
      .prepare('SELECT run, level, entries, chunk_bits FROM bus_id_run WHERE topic = ? ORDER BY run')
      .all<RunRow>(topic);
  }

  #store(topic: number, run: IdRun): void {
    const entries = run.hashes.length;
    const level = Math.floor(Math.log2(entries) / Math.log2(FAN_OUT));
    const bits = Math.max(0, Math.ceil(Math.log2(entries / CHUNK_ENTRIES)));
    this.#db
      .prepare('INSERT INTO bus_id_run (topic, level, entries, chunk_bits) VALUES (?, ?, ?, ?)')
      .run(topic, level, entries, bits);
    const { id } = this.#db.prepare('SELECT last_insert_rowid() AS id').get() as { id: number };
    const width = 2 ** (ID_HASH_BITS - bits);
    const insert = this.#db.prepare('INSERT INTO bus_id_chunk (chunk, body) VALUES (?, ?)');
    for (let number = 0, from = 0; from < entries; number++) {
      const until = seek(run.hashes, (number + 1) * width, from);
      if (until === from) continue;
      const chunk = { hashes: run.hashes.subarray(from, until), offsets: run.offsets.subarray(from, until) };
      insert.run(id * CHUNKS_PER_RUN + number, encodeRun(chunk));
      from = until;
    }
  }

  #merge(topic: number): void {
    for (;;) {
      const byLevel = Map.groupBy(this.#runs(topic), (run) => run.level);
      const full = [...byLevel.values()].find(
        (runs) => runs.length >= FAN_OUT && runs.reduce((sum, run) => sum + run.entries, 0) <= LARGEST_MERGE,
      );
      if (full === undefined) return;
      this.#store(topic, mergeRuns(full.map((run) => this.#load(run))));
      for (const { run } of full) {
        this.#db.prepare('DELETE FROM bus_id_run WHERE run = ?').run(run);
        this.#db
          .prepare('DELETE FROM bus_id_chunk WHERE chunk >= ? AND chunk < ?')
          .run(run * CHUNKS_PER_RUN, (run + 1) * CHUNKS_PER_RUN);
      }
    }
  }

  #load(run: RunRow): IdRun {
    const whole: IdRun = { hashes: new Float64Array(run.entries), offsets: new Float64Array(run.entries) };
    let at = 0;
    for (let number = 0; number < 2 ** run.chunk_bits; number++) {
      const chunk = this.#chunk(run.run, number);
      if (chunk === undefined) continue;
      whole.hashes.set(chunk.hashes, at);
      whole.offsets.set(chunk.offsets, at);
      at += chunk.hashes.length;
    }
    return whole;
  }

  #chunk(run: number, number: number): IdRun | undefined {
    const key = run * CHUNKS_PER_RUN + number;
    const cached = this.#cache.get(key);
    if (cached !== undefined) {
      this.#cache.delete(key);
      this.#cache.set(key, cached);
      return cached;
    }
    const row = this.#db.prepare('SELECT body FROM bus_id_chunk WHERE chunk = ?').get<{ body: Uint8Array }>(key);
    if (row === undefined) return undefined;
    const chunk = decodeRun(row.body);
    this.#cache.set(key, chunk);
    this.#cached += chunk.hashes.length * 20;
    for (const [oldest, evicted] of this.#cache) {
      if (this.#cached <= this.#cacheBytes) break;
      this.#cache.delete(oldest);
      this.#cached -= evicted.hashes.length * 20;
    }
    return chunk;
  }
}
