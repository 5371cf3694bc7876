import { type Tensor, tf } from '../tf.js';

export interface KernelAttribute {
  name: string;
  type: number;
  value: number | boolean;
}

/** Extra of the native backend: any TensorFlow op by its name. */
export interface NativeBackend {
  binding: { TF_ATTR_TYPE: number; TF_ATTR_BOOL: number; TF_ATTR_INT: number; TF_FLOAT: number; TF_INT32: number };
  executeSingleOutput(name: string, attributes: KernelAttribute[], inputs: Tensor[]): Tensor;
  executeMultipleOutputs(name: string, attributes: KernelAttribute[], inputs: Tensor[], outputs: number): Tensor[];
}

/** The native backend if it is the current one; every kernel of this folder also has a portable version. */
export function nativeBackend(): NativeBackend | undefined {
  const backend = tf.backend() as unknown as Partial<NativeBackend>;
  return backend.binding && backend.executeSingleOutput ? (backend as NativeBackend) : undefined;
}

let ownKernels = false;

/** Records whether the kernels of libs/engine/model/native are loaded into this process's TensorFlow. */
export function useOwnKernels(loaded: boolean): void {
  ownKernels = loaded;
}

/** The native backend if it has these kernels. */
export const ownBackend = (): NativeBackend | undefined => (ownKernels ? nativeBackend() : undefined);
