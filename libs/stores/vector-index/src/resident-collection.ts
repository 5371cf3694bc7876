import { setImmediate } from 'node:timers/promises';
import { StarsError } from '@stars/errors';
import { Eligibility } from './eligibility.js';
import type { NativeAddon } from './native-addon.js';
import { ResidentVectors } from './resident-vectors.js';
import { SharedParts } from './shared-parts.js';
import type { ChangeCursor, VectorChange, VectorTable } from './vector-table.js';

/** Rows that are read from the file at once: some 5 ms of work. */
const PAGE_ROWS = 1000;

/** A collection in memory that follows its rows in the file, whichever process writes them. */
export class ResidentCollection {
  readonly vectors: ResidentVectors;
  readonly eligibility: Eligibility;
  /** When changes were last read from the file, on the index's clock; -Infinity at first. */
  checkedAt = -Infinity;
  #cursor: ChangeCursor = { sequence: 0, itemId: null };
  #reading: Promise<void> | undefined;

  /** @param addon null: scans are in JavaScript */
  constructor(
    private readonly table: VectorTable,
    readonly id: number,
    width: number,
    addon?: NativeAddon | null,
  ) {
    this.vectors = new ResidentVectors(width, addon);
    this.eligibility = new Eligibility(this.vectors);
  }

  /** Reads changes until everything up to the write number `sequence` is here. Errors: `STARS_NOT_FOUND` (dropped). */
  async catchUp(sequence: number): Promise<void> {
    while (this.#cursor.sequence < sequence || this.#cursor.itemId !== null) {
      this.#reading ??= this.#read().finally(() => {
        this.#reading = undefined;
      });
      await this.#reading;
    }
  }

  async #read(): Promise<void> {
    const isFirst = this.#cursor.sequence === 0;
    if (isFirst) this.vectors.reserve(this.table.count(this.id));
    const parts = new SharedParts();
    for (;;) {
      const page = this.table.changes(this.id, this.#cursor, PAGE_ROWS);
      if (page === undefined) {
        throw new StarsError('STARS_NOT_FOUND', 'the collection of vectors was dropped while it was read');
      }
      this.#apply(page.changes, parts);
      this.#cursor = page.cursor;
      if (page.done) break;
      await setImmediate();
    }
    if (isFirst) this.table.releasePages();
  }

  #apply(changes: readonly VectorChange[], parts: SharedParts): void {
    if (changes.length * 10 > this.vectors.size) this.eligibility.clear();
    for (const { itemId, current } of changes) {
      if (current === undefined) {
        const slot = this.vectors.remove(itemId);
        if (slot !== undefined) this.eligibility.update(slot);
      } else this.eligibility.update(this.vectors.put(itemId, current.vector, parts.share(current.payload)));
    }
  }
}
