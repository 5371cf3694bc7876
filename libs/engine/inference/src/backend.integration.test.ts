import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { BackendInfo } from './backend.js';

const program = new URL('../dist/testing/encode-for-comparison.js', import.meta.url).pathname;

interface Encoded {
  backend: BackendInfo;
  items: number[][];
  users: [number[], number[]][];
}

async function encodeWith(environment: Record<string, string>): Promise<Encoded> {
  const { STARS_BACKEND: _, ...rest } = process.env;
  const { stdout } = await promisify(execFile)(process.execPath, [program], { env: { ...rest, ...environment } });
  return JSON.parse(stdout) as Encoded;
}

describe('startBackend', () => {
  it('serves with WASM what it serves with native TensorFlow', async () => {
    const [wasm, cpu] = await Promise.all([
      encodeWith({ STARS_BACKEND: 'wasm' }),
      encodeWith({ STARS_BACKEND: 'cpu' }),
    ]);
    expect(wasm.backend).toMatchObject({ name: 'wasm', trains: false });
    expect(cpu.backend).toMatchObject({ name: 'cpu', trains: true });
    const flat = ({ items, users }: Encoded): number[] => [...items.flat(), ...users.flat(2)];
    const [a, b] = [flat(wasm), flat(cpu)];
    expect(a.length).toBe(5 * 16 + 4 * 2 * 16);
    a.forEach((x, i) => {
      expect(Math.abs(x - b[i]!)).toBeLessThan(1e-3);
    });
    // The comparison means something.
    expect(Math.max(...b.map(Math.abs))).toBeGreaterThan(0.3);
  });

  it('says what it tried if no backend can be loaded', async () => {
    await expect(encodeWith({ STARS_BACKEND: 'gpu' })).rejects.toMatchObject({
      stderr: expect.stringMatching(/STARS_UNAVAILABLE|no TensorFlow backend can be loaded \(gpu: /),
    });
  });
});
