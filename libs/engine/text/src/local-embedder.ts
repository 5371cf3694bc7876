import { availableParallelism } from 'node:os';
import { chunks, mapBounded } from '@stars/platform';
import { EncoderThread } from './encoder-thread.js';
import { meanPool } from './mean-pooling.js';
import { defaultModelFolder, readModelFiles } from './model-files.js';
import type { TextEmbedder } from './port.js';
import { loadTokenizer, type TextTokenizer } from './word-piece-tokenizer.js';

export interface LocalEmbedderOptions {
  /** Folder of `model.onnx` and `tokenizer.json` (default: the folder of set-up). */
  folder?: string;
  /** Concurrent batches (default: 2, or 1 on a single core). */
  threads?: number;
}

const BATCH = 32;

/** all-MiniLM-L6-v2 with int8 weights on this machine's CPU: 384 dimensions, mean pooling, no key and no network. */
export class LocalEmbedder implements TextEmbedder {
  private constructor(
    readonly name: string,
    private readonly encoders: readonly EncoderThread[],
    private readonly tokenizer: TextTokenizer,
  ) {}

  /** Errors: `STARS_NOT_FOUND`, `STARS_DIGEST_MISMATCH`, `STARS_MODEL_CORRUPT`. */
  static async load(options: LocalEmbedderOptions = {}): Promise<LocalEmbedder> {
    const { spec, model, tokenizer } = await readModelFiles(options.folder ?? defaultModelFolder());
    const threads = options.threads ?? Math.min(2, availableParallelism());
    const encoders = await EncoderThread.load(model, threads);
    const name = `${spec.name}@${spec.files['model.onnx'].sha256.slice(0, 12)}`;
    return new LocalEmbedder(name, encoders, loadTokenizer(tokenizer, spec.maxTokens));
  }

  async embed(texts: readonly string[], signal?: AbortSignal): Promise<Float32Array[]> {
    const sequences = texts.map((text) => this.tokenizer.encode(text));
    const vectors = new Array<Float32Array>(texts.length);
    await mapBounded(batchesOf(sequences), this.encoders.length, async (batch) => {
      signal?.throwIfAborted();
      const encoder = this.encoders.reduce((least, each) => (each.waiting < least.waiting ? each : least));
      const { data, length, width } = await encoder.run(batch.map((index) => sequences[index]!));
      for (const [row, index] of batch.entries()) vectors[index] = meanPool(data, row, length, width);
    });
    return vectors;
  }

  async close(): Promise<void> {
    await Promise.all(this.encoders.map((encoder) => encoder.close()));
  }
}

/** Sequences of equal length share a batch: padding costs as much as tokens. */
function batchesOf(sequences: readonly (readonly number[])[]): number[][] {
  const byLength = Map.groupBy(sequences.keys(), (index) => sequences[index]!.length);
  return [...byLength.values()].flatMap((indices) => chunks(indices, BATCH));
}
