import { availableParallelism } from 'node:os';
import { EncoderThread } from './encoder-thread.js';
import { meanPool } from './mean-pooling.js';
import { defaultModelFolder, readModelFiles } from './model-files.js';
import type { TextEmbedder } from './port.js';
import { loadTokenizer, type TextTokenizer } from './word-piece-tokenizer.js';

export interface LocalEmbedderOptions {
  /** Folder of `model.onnx` and `tokenizer.json` (default: where set-up puts them). */
  folder?: string;
  /** Default: 2, or 1 on a single core. */
  threads?: number;
}

const BATCH = 32;

/** all-MiniLM-L6-v2 with int8 weights on this machine's CPU: 384 dimensions, mean pooling, no key and no network. */
export class LocalEmbedder implements TextEmbedder {
  readonly name: string;
  readonly dimensions: number;
  readonly #encoder: EncoderThread;
  readonly #tokenizer: TextTokenizer;

  private constructor(name: string, dimensions: number, encoder: EncoderThread, tokenizer: TextTokenizer) {
    this.name = name;
    this.dimensions = dimensions;
    this.#encoder = encoder;
    this.#tokenizer = tokenizer;
  }

  /** Errors: `STARS_NOT_FOUND`, `STARS_DIGEST_MISMATCH`, `STARS_MODEL_CORRUPT`. */
  static async load(options: LocalEmbedderOptions = {}): Promise<LocalEmbedder> {
    const { spec, model, tokenizer } = await readModelFiles(options.folder ?? defaultModelFolder());
    const threads = options.threads ?? Math.min(2, availableParallelism());
    const encoder = await EncoderThread.load(model, threads);
    const name = `${spec.name}@${spec.files['model.onnx'].sha256.slice(0, 12)}`;
    return new LocalEmbedder(name, spec.dimensions, encoder, loadTokenizer(tokenizer, spec.maxTokens));
  }

  async embed(texts: readonly string[], signal?: AbortSignal): Promise<Float32Array[]> {
    const sequences = texts.map((text) => this.#tokenizer.encode(text));
    // Neighbours of like length waste the least padding.
    const order = sequences.map((_, index) => index).sort((a, b) => sequences[a]!.length - sequences[b]!.length);
    const vectors = new Array<Float32Array>(texts.length);
    for (let start = 0; start < order.length; start += BATCH) {
      signal?.throwIfAborted();
      const indices = order.slice(start, start + BATCH);
      const { data, length, width } = await this.#encoder.run(indices.map((index) => sequences[index]!));
      for (const [row, index] of indices.entries()) {
        vectors[index] = meanPool(data, row, length, width, sequences[index]!.length);
      }
    }
    return vectors;
  }

  close(): Promise<void> {
    return this.#encoder.close();
  }
}
