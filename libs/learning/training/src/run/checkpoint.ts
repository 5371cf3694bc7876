import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, rm } from 'node:fs/promises';
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

export const CHECKPOINT = '.checkpoint';

/**
 * One checkpoint by name in a run's folder, `<name>.checkpoint`: a line of JSON, which says where the run stands, and the tensors as
 * safetensors. The file is replaced by a rename, so a kill at any moment leaves the old one or the new one.
 */
export class CheckpointFile<State> {
  readonly #path: string;

  constructor(
    private readonly folder: string,
    name: string,
  ) {
    this.#path = join(folder, `${name}${CHECKPOINT}`);
  }

  /** Errors: `STARS_DISK_FULL`; the previous checkpoint stays. */
  async save(state: State, tensors: ReadonlyMap<string, StoredTensor>): Promise<void> {
    const part = `${this.#path}.part`;
    try {
      await mindingSpace(this.#path, async () => {
        await mkdir(this.folder, { recursive: true });
        const bytes = encodeSafetensors(tensors);
        const head = `${JSON.stringify({ sha256: sha256(bytes), state })}\n`;
        await writeDurably(part, [Buffer.from(head), bytes]);
        await rename(part, this.#path);
        await syncFolder(this.folder);
      });
    } catch (error) {
      await rm(part, { force: true });
      throw error;
    }
  }

  /** Undefined if there is none. Errors: `STARS_MODEL_CORRUPT` if it is damaged. */
  async load(): Promise<{ state: State; tensors: Map<string, StoredTensor> } | undefined> {
    const bytes = await readFile(this.#path).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
    });
    if (!bytes) return undefined;
    const end = bytes.indexOf('\n');
    const body = bytes.subarray(end + 1);
    const head = this.#headIn(bytes.toString('utf8', 0, Math.max(0, end)));
    if (sha256(body) !== head.sha256) throw this.#corrupt('it differs from its digest');
    return { state: head.state, tensors: decodeSafetensors(body, this.#path) };
  }

  remove(): Promise<void> {
    return rm(this.#path, { force: true });
  }

  #headIn(text: string): { sha256: string; state: State } {
    try {
      return JSON.parse(text) as { sha256: string; state: State };
    } catch (cause) {
      throw this.#corrupt('it is cut off', cause);
    }
  }

  #corrupt(why: string, cause?: unknown): StarsError {
    return new StarsError('STARS_MODEL_CORRUPT', `checkpoint ${this.#path}: ${why}`, { cause });
  }
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
