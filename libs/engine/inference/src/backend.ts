import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import { StarsError } from '@stars/errors';
import { tf, useOwnKernels } from '@stars/model';

const require = createRequire(import.meta.url);

/** Which TensorFlow does the work. */
export interface BackendInfo {
  name: 'gpu' | 'cpu' | 'wasm';
  detail: string;
  /** WASM has no gradients worth the name: it serves, and does not train. */
  trains: boolean;
}

/**
 * For a process that shares the machine with others; call it before the first model. Ops run on so many threads, unless
 * `TF_NUM_INTRAOP_THREADS` is set. A pass over users is many small ops: two threads are hardly faster and cost a fifth more CPU time, and
 * they are slower if both cores are busy. More processes use more cores better.
 */
export function limitThreads(threads: number): void {
  process.env['TF_NUM_INTRAOP_THREADS'] ??= String(threads);
}

let started: Promise<BackendInfo> | undefined;

/**
 * Chooses the backend once a process: a GPU if there is one, else the native CPU, else WASM (inference only).
 * `STARS_BACKEND` (gpu, cpu, wasm) decides if it is set. Errors: `STARS_UNAVAILABLE` if none can be loaded.
 */
export function startBackend(): Promise<BackendInfo> {
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

async function start(): Promise<BackendInfo> {
  const wanted = process.env['STARS_BACKEND'];
  // TensorFlow reads these once, when it is loaded. Its banner must not get into our logs.
  process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '2';
  restoreUtil();
  const reasons: string[] = [];
  const attempts: Record<BackendInfo['name'], () => BackendInfo | Promise<BackendInfo>> = {
    gpu: () => native('gpu'),
    cpu: () => native('cpu'),
    wasm,
  };
  const order: BackendInfo['name'][] =
    wanted === 'gpu' || wanted === 'cpu' || wanted === 'wasm'
      ? [wanted]
      : existsSync('/dev/nvidia0')
        ? ['gpu', 'cpu', 'wasm']
        : ['cpu', 'wasm'];
  for (const name of order) {
    try {
      return await attempts[name]();
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
  return { name, detail: `${detail}${idle}, ${os.availableParallelism()} cores`, trains: true };
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

async function wasm(): Promise<BackendInfo> {
  require('@tensorflow/tfjs-backend-wasm');
  if (!(await tf.setBackend('wasm'))) throw new Error('the WASM backend did not start');
  await tf.ready();
  return { name: 'wasm', detail: `WASM, TensorFlow.js ${tf.version['tfjs-core']}`, trains: false };
}
