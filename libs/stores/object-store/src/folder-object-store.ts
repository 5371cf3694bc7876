import { type Dirent, existsSync } from 'node:fs';
import { copyFile, link, mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { isStarsError, StarsError } from '@stars/errors';
import { arriveWhole, checkDigest, isFile, measure } from './object-body.js';
import { checkKey } from './object-key.js';
import type { ObjectBody, ObjectCall, ObjectRead, ObjectStore, StoredObject } from './port.js';

/** Where objects are written before they get their name. No key begins with a dot. */
const PARTS = '.parts';
/** A part that old is what a killed process left. */
const FORGOTTEN_MS = 24 * 3_600_000;

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? '';

/** The coded error for what a call of the file system threw. */
function codedError(error: unknown, place: string): unknown {
  if (isStarsError(error) || (error as Error).name === 'AbortError') return error;
  const code = codeOf(error);
  const message = `the folder ${place} cannot be used: ${(error as Error).message}`;
  if (code === 'ENOSPC' || code === 'EDQUOT') return new StarsError('STARS_DISK_FULL', message, { cause: error });
  if (['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'ENOTSUP', 'EISDIR'].includes(code)) {
    return new StarsError('STARS_CONFIG_INVALID', message, { cause: error });
  }
  return new StarsError('STARS_UNAVAILABLE', message, { cause: error });
}

async function sync(path: string): Promise<void> {
  const file = await open(path, 'r');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Objects as files of a folder, which several processes may share. The file system must know hard links. */
export class FolderObjectStore implements ObjectStore {
  readonly place: string;

  constructor(folder: string) {
    this.place = resolve(folder);
  }

  put(key: string, body: ObjectBody, call: ObjectCall = {}): Promise<StoredObject> {
    return this.#write(key, body, call, async (part, target) => {
      await rename(part, target);
      return true;
    }) as Promise<StoredObject>;
  }

  putIfAbsent(key: string, body: ObjectBody, call: ObjectCall = {}): Promise<StoredObject | undefined> {
    return this.#write(key, body, call, async (part, target) => {
      try {
        await link(part, target);
        return true;
      } catch (error) {
        if (codeOf(error) === 'EEXIST') return false;
        throw error;
      }
    });
  }

  get(key: string, { sha256, signal }: ObjectRead = {}): Promise<Buffer | undefined> {
    return this.#read(key, signal, async (path) => {
      const bytes = await readFile(path, { signal });
      if (sha256 !== undefined) checkDigest(path, (await measure(bytes)).sha256, sha256);
      return bytes;
    });
  }

  getFile(key: string, path: string, { sha256, signal }: ObjectRead = {}): Promise<StoredObject | undefined> {
    return this.#read(key, signal, async (from) => {
      return { key, ...(await arriveWhole(path, (part) => copyFile(from, part), { where: from, sha256 })) };
    });
  }

  async *list(prefix: string, { after = '', signal }: ObjectCall & { after?: string } = {}) {
    const folder = prefix.slice(0, prefix.lastIndexOf('/') + 1);
    for await (const key of this.#walk(folder, prefix, after)) {
      signal?.throwIfAborted();
      yield key;
    }
  }

  async delete(keys: readonly string[], { signal }: ObjectCall = {}): Promise<void> {
    for (const key of keys) checkKey(key);
    for (const key of keys) {
      signal?.throwIfAborted();
      await this.#coded(() => rm(join(this.place, key), { force: true }));
    }
    await this.#coded(() => this.#deleteForgottenParts());
  }

  async close(): Promise<void> {}

  async *#walk(folder: string, prefix: string, after: string): AsyncGenerator<string> {
    for (const entry of await this.#entries(folder)) {
      const key = folder + entry.name;
      if (entry.name.startsWith('.')) continue;
      if (entry.isDirectory()) {
        const below = `${key}/`;
        if (below.startsWith(prefix)) yield* this.#walk(below, prefix, after);
      } else if (key.startsWith(prefix) && key > after) yield key;
    }
  }

  async #entries(folder: string): Promise<Dirent[]> {
    const entries = await this.#coded(() =>
      readdir(join(this.place, folder), { withFileTypes: true }).catch(noneIfMissing),
    );
    return (entries ?? []).sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  async #write(
    key: string,
    body: ObjectBody,
    { signal }: ObjectCall,
    arrive: (part: string, target: string) => Promise<boolean>,
  ): Promise<StoredObject | undefined> {
    checkKey(key);
    signal?.throwIfAborted();
    return this.#coded(async () => {
      const parts = join(this.place, PARTS);
      if (!existsSync(parts)) await mkdir(parts, { recursive: true });
      const part = join(parts, crypto.randomUUID());
      try {
        if (isFile(body)) await copyFile(body.path, part);
        else await writeFile(part, body, { signal });
        await sync(part);
        const measured = await measure({ path: part }, signal);
        const target = join(this.place, key);
        const first = await mkdir(dirname(target), { recursive: true });
        if (!(await arrive(part, target))) return undefined;
        await syncUp(dirname(target), first);
        return { key, ...measured };
      } finally {
        await rm(part, { force: true });
      }
    });
  }

  #read<T>(key: string, signal: AbortSignal | undefined, read: (path: string) => Promise<T>): Promise<T | undefined> {
    checkKey(key);
    signal?.throwIfAborted();
    return this.#coded(() => read(join(this.place, key)).catch(noneIfMissing));
  }

  async #coded<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw codedError(error, this.place);
    }
  }

  /** What killed processes left half written may be what is to be deleted, and no key names it. */
  async #deleteForgottenParts(): Promise<void> {
    const parts = join(this.place, PARTS);
    for (const entry of await this.#entries(PARTS)) {
      const path = join(parts, entry.name);
      const found = await stat(path).catch(noneIfMissing);
      if (found && Date.now() - found.mtimeMs > FORGOTTEN_MS) await rm(path, { force: true });
    }
  }
}

function noneIfMissing(error: unknown): undefined {
  if (codeOf(error) !== 'ENOENT') throw error;
}

/** Makes the names in a folder durable, and those of the folders above it that were made for it. */
async function syncUp(folder: string, firstMade: string | undefined): Promise<void> {
  await sync(folder);
  const top = firstMade === undefined ? folder : dirname(firstMade);
  for (let at = folder; at !== top; ) {
    at = dirname(at);
    await sync(at);
  }
}
