import { type FileHandle, open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StarsError } from '@stars/errors';
import { openWorkFolder } from '@stars/platform';

/** Of 200 million rows each has 100,000. A power of two. */
const BUCKETS = 2048;
const BLOCK_WORDS = 2048;

/**
 * Rows of 32-bit numbers in buckets, on the disk. Memory has one block of each bucket, 16 MiB in all, and the bucket that is read.
 * Errors of all calls: `STARS_DISK_FULL`.
 */
export class BucketedRows implements AsyncDisposable {
  readonly #blockWords: number;
  /** What is not on the disk. */
  readonly #begun = new Array<Int32Array | undefined>(BUCKETS).fill(undefined);
  readonly #filled = new Int32Array(BUCKETS);
  /** Full blocks by their numbers in the file. */
  readonly #blocks = Array.from({ length: BUCKETS }, (): number[] => []);
  #count = 0;
  /** The last of them, which wait to be written. */
  #waiting: Int32Array[] = [];
  #spare: Int32Array[] = [];
  #file: FileHandle | undefined;
  #folder: Disposable | undefined;

  /** @param width numbers of a row */
  constructor(private readonly width: number) {
    this.#blockWords = width * Math.floor(BLOCK_WORDS / width);
  }

  /** Rows of one key get into one bucket. `flush` before too many wait. */
  add(key: number, row: readonly number[]): void {
    const bucket = key & (BUCKETS - 1);
    this.#begun[bucket] ??= this.#spare.pop() ?? new Int32Array(this.#blockWords);
    const block = this.#begun[bucket];
    block.set(row, this.#filled[bucket]!);
    this.#filled[bucket]! += this.width;
    if (this.#filled[bucket]! < this.#blockWords) return;
    this.#blocks[bucket]!.push(this.#count++);
    this.#waiting.push(block);
    this.#begun[bucket] = undefined;
    this.#filled[bucket] = 0;
  }

  async flush(): Promise<void> {
    if (this.#waiting.length === 0) return;
    this.#file ??= await this.#open();
    const { bytesWritten } = await this.#file
      .writev(this.#waiting, this.#byteOf(this.#count - this.#waiting.length))
      .catch(withCode);
    if (bytesWritten < this.#byteOf(this.#waiting.length)) throw fullDisk();
    this.#spare.push(...this.#waiting);
    this.#waiting = [];
  }

  /** The rows of each bucket that has any, one row after the other, in the order in which they were added. */
  async *buckets(): AsyncGenerator<Int32Array> {
    await this.flush();
    for (const [bucket, blocks] of this.#blocks.entries()) {
      const words = blocks.length * this.#blockWords;
      const rows = new Int32Array(words + this.#filled[bucket]!);
      const bytes = this.#byteOf(1);
      await Promise.all(
        blocks.map((block, n) =>
          this.#file!.read(new Uint8Array(rows.buffer, n * bytes, bytes), 0, bytes, block * bytes),
        ),
      );
      rows.set(this.#begun[bucket]?.subarray(0, this.#filled[bucket]) ?? [], words);
      if (rows.length > 0) yield rows;
    }
  }

  #byteOf(block: number): number {
    return block * this.#blockWords * Int32Array.BYTES_PER_ELEMENT;
  }

  async #open(): Promise<FileHandle> {
    const folder = openWorkFolder();
    this.#folder = folder;
    return open(join(folder.path, 'rows'), 'w+');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#file?.close();
    this.#folder?.[Symbol.dispose]();
  }
}

function withCode(cause: NodeJS.ErrnoException): never {
  throw cause.code === 'ENOSPC' || cause.code === 'EDQUOT' ? fullDisk(cause) : cause;
}

const fullDisk = (cause?: Error): StarsError =>
  new StarsError('STARS_DISK_FULL', `${tmpdir()} has no room for the log of events`, { cause });
