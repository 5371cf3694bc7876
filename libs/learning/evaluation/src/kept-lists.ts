import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { mindingSpace } from '@stars/inference';
import type { RankedSessions } from '@stars/replay';
import { rankingCode } from './ranking-code.js';

/** What determines the lists of one ranker, in addition to set and code. */
export interface ListsKey {
  ranker: string;
  /** The ranker's identity: its model's version, its grid. */
  identity: string;
  explore: boolean;
  k: number;
}

/** Lists of an earlier run: a killed evaluation resumes after the last ranker that it finished. */
export interface KeptLists {
  /** Undefined if there are none, or if they are damaged. */
  get(key: ListsKey, sessions: number): Promise<RankedSessions | undefined>;
  put(key: ListsKey, lists: RankedSessions): Promise<void>;
}

/**
 * Lists in files of `folder`, which belongs to one evaluation set: a line of JSON with the key and a digest, then
 * [S, k] int32, little-endian. A file appears whole or not at all.
 */
export class ListsFolder implements KeptLists {
  /** @param code Digest of the ranking code: lists made by other code are not found. */
  constructor(
    private readonly folder: string,
    private readonly code: string = rankingCode(),
  ) {}

  async get(key: ListsKey, sessions: number): Promise<RankedSessions | undefined> {
    let bytes: Buffer;
    try {
      bytes = await readFile(this.#pathOf(key));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
    const end = bytes.indexOf(10);
    const body = bytes.subarray(end + 1);
    if (end < 0 || body.length !== sessions * key.k * 4) return undefined;
    if (bytes.subarray(0, end).toString() !== header(key, body)) return undefined;
    // A copy: the body may begin at an odd place of its file.
    return { k: key.k, items: new Int32Array(Uint8Array.from(body).buffer) };
  }

  async put(key: ListsKey, { items }: RankedSessions): Promise<void> {
    await mkdir(this.folder, { recursive: true });
    const body = Buffer.from(items.buffer, items.byteOffset, items.byteLength);
    const path = this.#pathOf(key);
    const part = `${path}.${process.pid}.part`;
    try {
      await mindingSpace(path, async () => {
        await writeFile(part, Buffer.concat([Buffer.from(`${header(key, body)}\n`), body]));
        await rename(part, path);
      });
    } finally {
      await rm(part, { force: true });
    }
  }

  #pathOf(key: ListsKey): string {
    return join(this.folder, `${sha256(JSON.stringify([this.code, fields(key)])).slice(0, 20)}.lists`);
  }
}

const fields = ({ ranker, identity, explore, k }: ListsKey) => [ranker, identity, explore, k];

const header = (key: ListsKey, body: Buffer): string => JSON.stringify({ key: fields(key), sha256: sha256(body) });

const sha256 = (value: string | Buffer): string => createHash('sha256').update(value).digest('hex');
