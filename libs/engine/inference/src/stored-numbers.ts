import { StarsError } from '@stars/errors';
import type { StoredTensor } from './safetensors.js';

/** Tensors of one dimension by name. */
export class StoredNumbers {
  /** @param file What errors name. */
  constructor(
    private readonly tensors: ReadonlyMap<string, StoredTensor>,
    private readonly file: string,
  ) {}

  /** Finite floats; exactly `size` if it is given. */
  floats(name: string, size?: number): Float32Array {
    const values = this.tensors.get(name)?.values;
    const fits = values instanceof Float32Array && (size === undefined || values.length === size);
    if (fits && values.every(Number.isFinite)) return values;
    throw this.corrupt(`${name} should be ${size ?? 'some'} finite floats`);
  }

  has(name: string): boolean {
    return this.tensors.has(name);
  }

  whole(name: string, size?: number): Int32Array {
    const values = this.tensors.get(name)?.values;
    if (values instanceof Int32Array && (size === undefined || values.length === size)) return values;
    throw this.corrupt(`${name} should be ${size ?? 'some'} whole numbers`);
  }

  corrupt(why: string): StarsError {
    return new StarsError('STARS_MODEL_CORRUPT', `${this.file}: ${why}`);
  }
}
