import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Secret } from '@stars/platform';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { ControlKeys } from './control-keys.js';

const [FIRST, SECOND, OTHER] = ['first-'.repeat(5), 'second-'.repeat(5), 'other-'.repeat(5)] as const;
const NOW = 1_800_000_000_000;

const message = fc.record({
  topic: fc.string({ maxLength: 30 }),
  key: fc.string({ maxLength: 30 }),
  value: fc.uint8Array({ maxLength: 60 }),
});
const signing = fc.record({ message, time: fc.integer({ min: 1, max: NOW }) });

/** The bytes with one of them changed. */
function changed(bytes: Uint8Array, at: number, by: number): Uint8Array {
  const other = Uint8Array.from(bytes);
  other[at % bytes.length]! ^= by;
  return other;
}

describe('signatures of control messages', () => {
  it('are known, with their time', () => {
    fc.assert(
      fc.property(signing, ({ message, time }) => {
        const keys = new ControlKeys(FIRST);
        expect(keys.timeOf(message, keys.sign(message, time))).toBe(time);
      }),
    );
  });

  it('are refused if any byte of topic, key, value, time or signature is another', () => {
    const keys = new ControlKeys(FIRST);
    const change = fc.record({ at: fc.nat(), by: fc.integer({ min: 1, max: 255 }) });
    fc.assert(
      fc.property(signing, change, fc.nat(3), ({ message, time }, { at, by }, part) => {
        const signature = keys.sign(message, time);
        const [name, given] = Object.entries({ ...message, signature })[part]!;
        if (given.length === 0) return;
        const other = changed(typeof given === 'string' ? Buffer.from(given) : given, at, by);
        const replaced = typeof given === 'string' ? Buffer.from(other).toString('latin1') : other;
        const { signature: shown, ...parts } = { ...message, signature, [name]: replaced };
        expect(keys.timeOf(parts, shown)).toBeUndefined();
      }),
      { numRuns: 1000 },
    );
  });

  it('are refused if a part moves to its neighbour, or anything is added', () => {
    const keys = new ControlKeys(FIRST);
    const whole = { topic: 'ab', key: 'cd', value: Buffer.from('ef') };
    const signature = keys.sign(whole, NOW);
    for (const other of [
      { ...whole, topic: 'abc', key: 'd' },
      { ...whole, key: 'cde', value: Buffer.from('f') },
      { ...whole, value: Buffer.from('ef ') },
    ]) {
      expect(keys.timeOf(other, signature)).toBeUndefined();
    }
    for (const text of ['', `${signature}A`, ` ${signature}`, `0${signature}`, signature.slice(0, -1)]) {
      expect(keys.timeOf(whole, text)).toBeUndefined();
    }
  });

  it('are of the first key, and all keys of the file of now are known', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'stars-control-key-'));
    const file = join(folder, 'keys');
    const parts = { topic: 't', key: 'k', value: Buffer.from('v') };
    const by = (key: string) => new ControlKeys(key).sign(parts, NOW);
    try {
      writeFileSync(file, `${FIRST}\n${SECOND}\n`);
      const keys = new ControlKeys(Secret.ofFile(file));
      expect(keys.sign(parts, NOW)).toBe(by(FIRST));
      const known = () => [FIRST, SECOND, OTHER].map((key) => keys.timeOf(parts, by(key)));
      expect(known()).toEqual([NOW, NOW, undefined]);
      writeFileSync(file, `${SECOND} ${OTHER}`);
      await vi.waitFor(() => expect(known()).toEqual([undefined, NOW, NOW]), { timeout: 5000 });
      expect(keys.sign(parts, NOW)).toBe(by(SECOND));
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it.each(['', ' , ', 'too-short', `${FIRST} short`])('need keys of some length, not %j', (text) => {
    expect(() => new ControlKeys(text)).toThrow(expect.objectContaining({ code: 'STARS_CONFIG_INVALID' }));
  });
});
