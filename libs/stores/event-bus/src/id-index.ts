import type { Database } from '@stars/sqlite';
import { ID_HASH_BITS } from './id-hash.js';
import { decodeRun, encodeRun, type IdRun, mergeRuns, seek } from './id-run.js';

/** Runs of one level before they are merged into one of the next. */
const FAN_OUT = 8;
/** Runs of this size are not merged: a merge would hold the write lock for seconds. */
const LARGEST_MERGE = 8_000_000;
/** Pairs a new chunk holds at most, on average. */
const CHUNK_ENTRIES = 1024;
/** Factor of a run's number in a chunk's key, which leaves room for chunk numbers. */
const CHUNKS_PER_RUN = 65_536;

interface RunRow {
  run: number;
  level: number;
  entries: number;
  chunk_bits: number;
}

/**
 * The ids of a topic, on disk: 12 bytes an id. Returns candidates by hash, which the caller compares with the log.
 * Must be used within a write transaction.
 */
export class IdIndex {
  constructor(private readonly db: Database) {}

  /** Calls `found` for each stored pair whose hash is among `hashes` (ascending). */
  search(topic: number, hashes: Float64Array, found: (position: number, offset: number) => void): void {
    const bodyOf = this.db.prepare('SELECT body FROM bus_id_chunk WHERE chunk = ?');
    for (const { run, chunk_bits } of this.#runs(topic)) {
      const width = 2 ** (ID_HASH_BITS - chunk_bits);
      for (let i = 0; i < hashes.length; ) {
        const number = Math.floor(hashes[i]! / width);
        const until = seek(hashes, (number + 1) * width, i);
        const row = bodyOf.get<{ body: Uint8Array }>(run * CHUNKS_PER_RUN + number);
        if (row !== undefined) {
          const chunk = decodeRun(row.body);
          for (let at = 0, k = i; k < until; k++) {
            at = seek(chunk.hashes, hashes[k]!, at);
            for (let j = at; chunk.hashes[j] === hashes[k]; j++) found(k, chunk.base + chunk.offsets[j]!);
          }
        }
        i = until;
      }
    }
  }

  add(topic: number, run: IdRun): void {
    this.#store(topic, run);
    for (;;) {
      const byLevel = Map.groupBy(this.#runs(topic), ({ level }) => level);
      const full = [...byLevel.values()].find(
        (runs) => runs.length >= FAN_OUT && runs.reduce((sum, { entries }) => sum + entries, 0) <= LARGEST_MERGE,
      );
      if (full === undefined) return;
      this.#store(topic, full.map((row) => this.#load(row)).reduce(mergeRuns));
      for (const { run } of full) {
        this.db.prepare('DELETE FROM bus_id_run WHERE run = ?').run(run);
        this.db
          .prepare('DELETE FROM bus_id_chunk WHERE chunk >= ? AND chunk < ?')
          .run(run * CHUNKS_PER_RUN, (run + 1) * CHUNKS_PER_RUN);
      }
    }
  }

  #runs(topic: number): RunRow[] {
    return this.db
      .prepare('SELECT run, level, entries, chunk_bits FROM bus_id_run WHERE topic = ? ORDER BY run')
      .all<RunRow>(topic);
  }

  #store(topic: number, { hashes, offsets, base }: IdRun): void {
    const entries = hashes.length;
    const level = Math.floor(Math.log2(entries) / Math.log2(FAN_OUT));
    const bits = Math.max(0, Math.ceil(Math.log2(entries / CHUNK_ENTRIES)));
    const { run } = this.db
      .prepare('INSERT INTO bus_id_run (topic, level, entries, chunk_bits) VALUES (?, ?, ?, ?) RETURNING run')
      .get(topic, level, entries, bits) as { run: number };
    const insert = this.db.prepare('INSERT INTO bus_id_chunk (chunk, body) VALUES (?, ?)');
    for (let number = 0, from = 0; from < entries; number++) {
      const until = seek(hashes, (number + 1) * 2 ** (ID_HASH_BITS - bits), from);
      if (until === from) continue;
      const chunk = { hashes: hashes.subarray(from, until), offsets: offsets.subarray(from, until), base };
      insert.run(run * CHUNKS_PER_RUN + number, encodeRun(chunk));
      from = until;
    }
  }

  #load({ run, entries }: RunRow): IdRun {
    const chunks = this.db
      .prepare('SELECT body FROM bus_id_chunk WHERE chunk >= ? AND chunk < ? ORDER BY chunk')
      .all<{ body: Uint8Array }>(run * CHUNKS_PER_RUN, (run + 1) * CHUNKS_PER_RUN)
      .map(({ body }) => decodeRun(body));
    const base = chunks.reduce((lowest, chunk) => Math.min(lowest, chunk.base), Number.MAX_SAFE_INTEGER);
    const whole = { hashes: new Float64Array(entries), offsets: new Uint32Array(entries), base };
    let at = 0;
    for (const chunk of chunks) {
      whole.hashes.set(chunk.hashes, at);
      whole.offsets.set(
        chunk.offsets.map((offset) => offset + chunk.base - base),
        at,
      );
      at += chunk.hashes.length;
    }
    return whole;
  }
}
