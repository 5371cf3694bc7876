import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { StarsError } from '@stars/errors';
import {
  decodeSafetensors,
  encodeSafetensors,
  mindingSpace,
  type StoredTensor,
  syncFolder,
  writeDurably,
} from '@stars/inference';

/** Raised whenever a run could not resume from an older checkpoint. */
const FORMAT = 1;

interface Head<State> {
  format: number;
  file: string;
  bytes: number;
  sha256: string;
  state: State;
}

/**
 * One checkpoint by name in a run's folder: `<name>.json`, which says where the run stands and names the file of
 * tensors by its digest. The head is replaced by a rename, so a kill at any moment leaves the old one or the new one.
 */
export class CheckpointFile<State> {
  readonly #head: string;

  constructor(
    private readonly folder: string,
    private readonly name: string,
  ) {
    this.#head = join(folder, `${name}.json`);
  }

  /** @param id Unique, such as the step. Errors: `STARS_DISK_FULL`; the previous checkpoint stays. */
  async save(id: string | number, state: State, tensors: ReadonlyMap<string, StoredTensor>): Promise<void> {
    const file = `${this.name}-${id}.safetensors`;
    const path = join(this.folder, file);
    const part = `${this.#head}.part`;
    try {
      await mindingSpace(path, async () => {
        await mkdir(this.folder, { recursive: true });
        const bytes = encodeSafetensors(tensors);
        const sha256 = createHash('sha256').update(bytes).digest('hex');
        await writeDurably(path, [bytes]);
        const head: Head<State> = { format: FORMAT, file, bytes: bytes.byteLength, sha256, state };
        await writeDurably(part, [Buffer.from(`${JSON.stringify(head)}\n`)]);
        await rename(part, this.#head);
        await syncFolder(this.folder);
      });
    } catch (error) {
      await rm(part, { force: true });
      if ((await this.#readHead().catch(() => undefined))?.file !== file) await rm(path, { force: true });
      throw error;
    }
    await this.#removeFiles(file);
  }

  /** Undefined if there is none. Errors: `STARS_MODEL_CORRUPT` if it is damaged. */
  async load(): Promise<{ state: State; tensors: Map<string, StoredTensor> } | undefined> {
    const head = await this.#readHead();
    if (!head) return undefined;
    const path = join(this.folder, head.file);
    const bytes = await readFile(path).catch((cause) => {
      throw this.#corrupt(`${head.file} cannot be read`, cause);
    });
    if (bytes.byteLength !== head.bytes)
      throw this.#corrupt(`${head.file} has ${bytes.byteLength} bytes, not ${head.bytes}`);
    if (createHash('sha256').update(bytes).digest('hex') !== head.sha256) {
      throw this.#corrupt(`${head.file} differs from its digest`);
    }
    return { state: head.state, tensors: decodeSafetensors(bytes, path) };
  }

  async remove(): Promise<void> {
    await rm(this.#head, { force: true });
    await this.#removeFiles();
  }

  async #readHead(): Promise<Head<State> | undefined> {
    let text: string;
    try {
      text = await readFile(this.#head, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
    try {
      const head = JSON.parse(text) as Head<State>;
      if (head.format === FORMAT && typeof head.file === 'string' && head.state) return head;
    } catch (cause) {
      throw this.#corrupt('it is no JSON', cause);
    }
    throw this.#corrupt('it is of another format');
  }

  /** Tensor files of this name, except one. */
  async #removeFiles(kept?: string): Promise<void> {
    const own = new RegExp(`^${this.name}-[^.]*\\.safetensors$`);
    for (const name of await readdir(this.folder).catch(() => [])) {
      if (own.test(name) && name !== kept) await rm(join(this.folder, name), { force: true });
    }
  }

  #corrupt(why: string, cause?: unknown): StarsError {
    return new StarsError('STARS_MODEL_CORRUPT', `checkpoint ${this.#head}: ${why}`, { cause });
  }
}
