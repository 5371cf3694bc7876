import type { MessagePort } from 'node:worker_threads';

interface Asked {
  id: number;
  key: string;
  bytes: SharedArrayBuffer;
}

type Answered = Omit<Asked, 'key'>;

/** Bytes by key, for as long as somebody holds them. */
const known = new Map<string, WeakRef<SharedArrayBuffer>>();
let other: ((key: string, bytes: SharedArrayBuffer) => Promise<SharedArrayBuffer>) | undefined;

/**
 * The bytes that are held under the key already, or these from now on: so threads, and parts of one thread, hold equal bytes once.
 * @param key Determines the bytes, as a digest does. @param bytes Nobody changes them any more.
 */
export async function shareBytes(key: string, bytes: SharedArrayBuffer): Promise<SharedArrayBuffer> {
  return other ? other(key, bytes) : held(key, bytes);
}

/** Shares this thread's bytes with another one, whose end of the channel is for `shareThrough`. */
export function lendBytes(port: MessagePort): void {
  port.on('message', ({ id, key, bytes }: Asked) => {
    port.postMessage({ id, bytes: held(key, bytes) } satisfies Answered);
  });
  port.unref();
}

/** From now on, this thread shares the bytes of the one that lends them. */
export function shareThrough(port: MessagePort): void {
  const waiting = new Map<number, (bytes: SharedArrayBuffer) => void>();
  let asked = 0;
  port.on('message', ({ id, bytes }: Answered) => {
    waiting.get(id)?.(bytes);
    waiting.delete(id);
    if (waiting.size === 0) port.unref();
  });
  port.unref();
  other = (key, bytes) => {
    const id = asked++;
    port.ref();
    port.postMessage({ id, key, bytes } satisfies Asked);
    return new Promise((resolve) => waiting.set(id, resolve));
  };
}

function held(key: string, bytes: SharedArrayBuffer): SharedArrayBuffer {
  const found = known.get(key)?.deref();
  if (found) return found;
  for (const [gone, reference] of known) if (!reference.deref()) known.delete(gone);
  known.set(key, new WeakRef(bytes));
  return bytes;
}
