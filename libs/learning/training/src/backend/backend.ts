import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import { StarsError } from '@stars/errors';
import { tf, useOwnKernels } from '@stars/model';

const require = createRequire(import.meta.url);

/** Which TensorFlow does the work. */
export interface BackendInfo {
  name: 'gpu' | 'cpu';
  detail: string;
}

let started: BackendInfo | undefined;

/**
 * Chooses the backend once a process: a GPU if there is one, else the CPU. `STARS_BACKEND` (gpu, cpu) decides
 * if it is set. Errors: `STARS_UNAVAILABLE` if none can be loaded.
 */
export function startBackend(): BackendInfo {
  started ??= start();
  return started;
}

/** util's functions that Node 23 removed and tfjs-node 4.22 still calls. */
function restoreUtil(): void {
  const util = require('node:util') as Record<string, unknown>;
  util['isNullOrUndefined'] ??= (value: unknown) => value === null || value === undefined;
  // Replaced even if it still exists: Node's own warns at every call.
  util['isArray'] = Array.isArray;
}

function start(): BackendInfo {
  const wanted = process.env['STARS_BACKEND'];
  // TensorFlow reads these once, when it is loaded. Its banner must not get into our logs.
  process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '2';
  restoreUtil();
  const reasons: string[] = [];
  const order: BackendInfo['name'][] =
    wanted === 'gpu' || wanted === 'cpu' ? [wanted] : existsSync('/dev/nvidia0') ? ['gpu', 'cpu'] : ['cpu'];
  for (const name of order) {
    try {
      return native(name);
    } catch (error) {
      reasons.push(`${name}: ${(error as Error).message.split('\n')[0]}`);
    }
  }
  throw new StarsError('STARS_UNAVAILABLE', `no TensorFlow backend can be loaded (${reasons.join('; ')})`);
}

function native(name: 'gpu' | 'cpu'): BackendInfo {
  require(name === 'gpu' ? '@tensorflow/tfjs-node-gpu' : '@tensorflow/tfjs-node');
  if (tf.getBackend() !== 'tensorflow') throw new Error(`the ${tf.getBackend()} backend answered`);
  const backend = tf.backend() as unknown as { binding: { TF_Version: string }; isUsingGpuDevice: boolean };
  const kernels = name === 'cpu' ? loadOwnKernels() : undefined;
  const detail = `TensorFlow ${backend.binding.TF_Version}${kernels ? ` with kernels of STARS (${kernels})` : ''}`;
  const idle = name === 'gpu' && !backend.isUsingGpuDevice ? ', no GPU that it can use' : '';
  return { name, detail: `${detail}${idle}, ${os.availableParallelism()} cores` };
}

/** Builds of the kernels, the widest vectors first. A build does not load on a processor that lacks its instructions. */
const KERNEL_BUILDS = [
  ['AVX-512', '@tensorflow/tfjs-node/lib/napi-v8/stars_kernels_avx512.node'],
  [process.arch === 'x64' ? 'AVX2' : process.arch, '@tensorflow/tfjs-node/lib/napi-v8/stars_kernels.node'],
] as const;

/**
 * The kernels of libs/engine/model/native, which set-up compiles next to TensorFlow's addon. Without them (`STARS_KERNELS=off`,
 * an old processor) the model computes the same on TensorFlow's own, more slowly; `STARS_KERNELS=avx2` keeps to that build.
 * @returns the instructions of the loaded build
 */
function loadOwnKernels(): string | undefined {
  const wanted = process.env['STARS_KERNELS'];
  if (wanted === 'off') return undefined;
  for (const [vectors, path] of KERNEL_BUILDS) {
    if (wanted === 'avx2' && vectors === 'AVX-512') continue;
    try {
      require(path);
    } catch {
      continue;
    }
    useOwnKernels(true);
    return vectors;
  }
  return undefined;
}
