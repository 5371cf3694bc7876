import type { Database } from '@stars/sqlite';
import { decodeRun, encodeRun, ID_HASH_BITS, type IdRun, mergeRuns, seek } from './id-run.js';

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
  entries: number;
}

const levelOf = ({ entries }: RunRow): number => Math.floor(Math.log2(entries) / Math.log2(FAN_OUT));
/** A run has two to the power of this many chunks, by the first bits of hashes. */
const chunkBitsOf = (entries: number): number => Math.max(0, Math.ceil(Math.log2(entries / CHUNK_ENTRIES)));

/**
 * The ids of a topic, on disk: 16 bytes an id. Returns candidates by hash, which the caller compares with the log.
 * Must be used within a write transaction.
 */
export class IdIndex {
  constructor(private readonly db: Database) {}

  /** Calls `found` for each stored pair whose hash is among `hashes` (ascending). */
  search(topic: number, hashes: Float64Array, found: (position: number, offset: number) => void): void {
    const bodyOf = this.db.prepare('SELECT body FROM bus_id_chunk WHERE chunk = ?');
    for (const { run, entries } of this.#runs(topic)) {
      const width = 2 ** (ID_HASH_BITS - chunkBitsOf(entries));
      for (let i = 0; i < hashes.length; ) {
        const number = Math.floor(hashes[i]! / width);
        const until = seek(hashes, (number + 1) * width, i);
        const row = bodyOf.get<{ body: Uint8Array }>(run * CHUNKS_PER_RUN + number);
        if (row !== undefined) {
          const chunk = decodeRun(row.body);
          for (let at = 0, k = i; k < until; k++) {
            at = seek(chunk.hashes, hashes[k]!, at);
            for (let j = at; chunk.hashes[j] === hashes[k]; j++) found(k, chunk.offsets[j]!);
          }
        }
        i = until;
      }
    }
  }

  add(topic: number, run: IdRun): void {
    this.#store(topic, run);
    for (;;) {
      const byLevel = Map.groupBy(this.#runs(topic), levelOf);
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
    return this.db.prepare('SELECT run, entries FROM bus_id_run WHERE topic = ? ORDER BY run').all<RunRow>(topic);
  }

  #store(topic: number, { hashes, offsets }: IdRun): void {
    const entries = hashes.length;
    const width = 2 ** (ID_HASH_BITS - chunkBitsOf(entries));
    const { run } = this.db
      .prepare('INSERT INTO bus_id_run (topic, entries) VALUES (?, ?) RETURNING run')
      .get(topic, entries) as { run: number };
    const insert = this.db.prepare('INSERT INTO bus_id_chunk (chunk, body) VALUES (?, ?)');
    for (let number = 0, from = 0; from < entries; number++) {
      const until = seek(hashes, (number + 1) * width, from);
      if (until === from) continue;
      const chunk = { hashes: hashes.subarray(from, until), offsets: offsets.subarray(from, until) };
      insert.run(run * CHUNKS_PER_RUN + number, encodeRun(chunk));
      from = until;
    }
  }

  #load({ run, entries }: RunRow): IdRun {
    const whole = { hashes: new Float64Array(entries), offsets: new Float64Array(entries) };
    const chunks = this.db
      .prepare('SELECT body FROM bus_id_chunk WHERE chunk >= ? AND chunk < ? ORDER BY chunk')
      .all<{ body: Uint8Array }>(run * CHUNKS_PER_RUN, (run + 1) * CHUNKS_PER_RUN);
    let at = 0;
    for (const { hashes, offsets } of chunks.map(({ body }) => decodeRun(body))) {
      whole.hashes.set(hashes, at);
      whole.offsets.set(offsets, at);
      at += hashes.length;
    }
    return whole;
  }
}
