/** What one object is: bytes in memory, or a file of this machine (which keeps large objects out of memory). */
export type ObjectBody = Uint8Array | string | { path: string };

/** An object as it was stored. */
export interface StoredObject {
  key: string;
  /** Bytes. */
  size: number;
  /** SHA-256 of the bytes, 64 hexadecimal digits. */
  sha256: string;
}

export interface ObjectCall {
  signal?: AbortSignal | undefined;
}

export interface ObjectRead extends ObjectCall {
  /** The digest that the bytes must have. */
  sha256?: string;
}

/**
 * Objects under keys: paths of segments with `/` between them (`checkKey`), below one root. A key must not also be the
 * beginning of the path of another key: on a folder it would be file and folder at once.
 *
 * A write is atomic and durable: readers see the old object, or none, until the whole new one is there, and once a write has
 * returned, it survives a crash. What was written is read and listed at once, by every process.
 *
 * Errors of all calls: `STARS_INVALID_FIELD` for a bad key, `STARS_UNAVAILABLE` where the store is away or refuses for now,
 * `STARS_CONFIG_INVALID` where it never lets us in, `STARS_DISK_FULL`, and the reason of an aborted signal.
 */
export interface ObjectStore {
  /** Where it is, for messages: a folder's path, or `s3://bucket/prefix`. */
  readonly place: string;
  /** Writes an object, in place of one that is there. */
  put(key: string, body: ObjectBody, call?: ObjectCall): Promise<StoredObject>;
  /** Writes an object if there is none under that key. Of several writers at once, one gets it stored, the others `undefined`. */
  putIfAbsent(key: string, body: ObjectBody, call?: ObjectCall): Promise<StoredObject | undefined>;
  /** Undefined if there is none. Errors also: `STARS_DIGEST_MISMATCH`. */
  get(key: string, read?: ObjectRead): Promise<Buffer | undefined>;
  /**
   * Copies an object to a file of this machine, which appears whole or not at all; undefined if there is no such object.
   * Errors also: `STARS_DIGEST_MISMATCH`.
   */
  getFile(key: string, path: string, read?: ObjectRead): Promise<StoredObject | undefined>;
  /**
   * Keys of objects that begin with `prefix`. Those of one folder come in order; servers differ in what they do
   * with folders in folders. Only for a prefix under which all objects lie in one folder, `after` is the key to go on after.
   */
  list(prefix: string, options?: ObjectCall & { after?: string }): AsyncIterable<string>;
  /** Deletes objects. Those that are not there are no error. */
  delete(keys: readonly string[], call?: ObjectCall): Promise<void>;
  close(): Promise<void>;
}
