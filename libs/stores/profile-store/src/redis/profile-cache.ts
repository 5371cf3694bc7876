/** A profile's fields as they came from the server: names and values. */
export type StoredFields = ReadonlyMap<string, Uint8Array>;

interface Entry {
  /** Absent while it is under way. */
  fields?: StoredFields;
  bytes: number;
}

/** A map's entry, its key and the views, about. */
const OVERHEAD = 400;

/**
 * Profiles read lately, by key, the least recently used going first. A reader reserves a place before it asks the
 * server: news that come between question and answer take the place away, and the answer, which may be the older, is
 * not kept.
 */
export class ProfileCache {
  readonly #limit: number;
  /** In order of use, the latest last. */
  readonly #entries = new Map<string, Entry>();
  #bytes = 0;

  /** @param limit most bytes in all; 0 keeps nothing. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  get enabled(): boolean {
    return this.#limit > 0;
  }

  get bytes(): number {
    return this.#bytes;
  }

  find(key: string): StoredFields | undefined {
    const entry = this.#entries.get(key);
    if (entry?.fields === undefined) return undefined;
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    return entry.fields;
  }

  /** A place for what is asked for now; give it to `keep`. */
  reserve(key: string): object {
    const known = this.#entries.get(key);
    // Another is asking already: what it hears first is as good.
    if (known !== undefined && known.fields === undefined) return known;
    this.forget(key);
    const entry: Entry = { bytes: OVERHEAD + key.length };
    this.#entries.set(key, entry);
    this.#bytes += entry.bytes;
    return entry;
  }

  keep(key: string, place: object, fields: StoredFields): void {
    const entry = this.#entries.get(key);
    if (entry !== place || entry.fields !== undefined) return;
    let bytes = 0;
    for (const [name, value] of fields) bytes += name.length + value.byteLength;
    entry.fields = fields;
    entry.bytes += bytes;
    this.#bytes += bytes;
    for (const [oldest] of this.#entries) {
      if (this.#bytes <= this.#limit) break;
      this.forget(oldest);
    }
  }

  /** Gives the place back where nothing came. */
  release(key: string, place: object): void {
    if (this.#entries.get(key) === place) this.forget(key);
  }

  forget(key: string): void {
    const entry = this.#entries.get(key);
    if (entry === undefined) return;
    this.#entries.delete(key);
    this.#bytes -= entry.bytes;
  }

  clear(): void {
    this.#entries.clear();
    this.#bytes = 0;
  }
}
