import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ObjectStore } from './port.js';

export interface ObjectStorePlace {
  /** Another store on the same place, like that of another process. */
  open(): ObjectStore;
  dispose(): Promise<void>;
}

const digestOf = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex');

/** The contract of every object store. */
export function describeObjectStoreContract(name: string, makePlace: () => Promise<ObjectStorePlace>): void {
  describe(`${name} as an object store`, () => {
    let place: ObjectStorePlace;
    let store: ObjectStore;
    let other: ObjectStore;
    let local: string;

    beforeAll(async () => {
      place = await makePlace();
      store = place.open();
      other = place.open();
      local = mkdtempSync(join(tmpdir(), 'stars-objects-'));
    });
    afterAll(async () => {
      await store.close();
      await other.close();
      await place.dispose();
      rmSync(local, { recursive: true, force: true });
    });

    const keysOf = async (prefix: string, after?: string): Promise<string[]> => {
      const keys: string[] = [];
      for await (const key of other.list(prefix, after === undefined ? {} : { after })) keys.push(key);
      return keys;
    };
    const textOf = async (key: string): Promise<string | undefined> => (await other.get(key))?.toString();

    it('has nothing at first', async () => {
      expect(await store.get('a/b')).toBeUndefined();
      expect(await store.getFile('a/b', join(local, 'none'))).toBeUndefined();
      expect(existsSync(join(local, 'none'))).toBe(false);
      expect(await keysOf('')).toEqual([]);
      await store.delete(['a/b']);
      await store.delete([]);
    });

    it('gives back what was written, from memory and from a file, with its size and digest', async () => {
      const bytes = randomBytes(3_000_000);
      const wanted = { size: bytes.length, sha256: digestOf(bytes) };
      writeFileSync(join(local, 'in'), bytes);
      expect(await store.put('kept/memory', bytes)).toEqual({ key: 'kept/memory', ...wanted });
      expect(await store.put('kept/file', { path: join(local, 'in') })).toEqual({ key: 'kept/file', ...wanted });
      expect(await store.put('kept/empty', '')).toMatchObject({ size: 0 });
      expect((await other.get('kept/file'))!.equals(bytes)).toBe(true);
      expect(await other.getFile('kept/memory', join(local, 'out'))).toEqual({ key: 'kept/memory', ...wanted });
      expect(readFileSync(join(local, 'out')).equals(bytes)).toBe(true);
      expect(await textOf('kept/empty')).toBe('');
    });

    it('writes in place of what was there', async () => {
      await store.put('again', 'a long first text');
      await store.put('again', 'second');
      expect(await textOf('again')).toBe('second');
    });

    it('writes only if nothing is there', async () => {
      expect(await store.putIfAbsent('once', 'first')).toMatchObject({ key: 'once', sha256: digestOf('first') });
      expect(await other.putIfAbsent('once', 'second')).toBeUndefined();
      expect(await other.putIfAbsent('once', 'first')).toBeUndefined();
      expect(await textOf('once')).toBe('first');
      await store.delete(['once']);
      expect(await other.putIfAbsent('once', 'third')).toBeDefined();
    });

    it('lets one of many writers win, and the loser sees the winner’s object', async () => {
      for (let round = 0; round < 3; round++) {
        const key = `race/${round}`;
        const bodies = Array.from({ length: 8 }, (_, writer) => `writer ${writer} `.repeat(1000));
        const written = await Promise.all(bodies.map((body, i) => (i % 2 ? store : other).putIfAbsent(key, body)));
        const winners = bodies.filter((_, i) => written[i] !== undefined);
        expect(winners).toHaveLength(1);
        expect(await textOf(key)).toBe(winners[0]);
      }
    });

    it('never shows half an object', async () => {
      const texts = ['a', 'b', 'c', 'd'].map((letter) => letter.repeat(400_000));
      await store.put('whole', texts[0]!);
      let writing = true;
      const writer = (async () => {
        for (const text of [...texts, ...texts]) await store.put('whole', text);
        writing = false;
      })();
      let reads = 0;
      for (; writing; reads++) expect(texts.includes((await textOf('whole'))!)).toBe(true);
      await writer;
      expect(reads).toBeGreaterThan(0);
    });

    it('refuses bytes that do not have the digest', async () => {
      await store.put('digest', 'right');
      expect((await other.get('digest', { sha256: digestOf('right') }))!.toString()).toBe('right');
      const wrong = { sha256: digestOf('wrong') };
      await expect(other.get('digest', wrong)).rejects.toMatchObject({ code: 'STARS_DIGEST_MISMATCH' });
      const out = join(local, 'digest');
      await expect(other.getFile('digest', out, wrong)).rejects.toMatchObject({ code: 'STARS_DIGEST_MISMATCH' });
      expect(existsSync(out)).toBe(false);
    });

    it('lists by prefix, whatever the folders', async () => {
      const keys = ['l/a.b/1', 'l/a/2', 'l/a/b/3', 'l/a0', 'l/kind=x/day=2026-01-02/p-0.parquet', 'l/z'];
      for (const key of [...keys].reverse()) await store.put(key, key);
      await store.put('li', '');
      const sorted = async (prefix: string): Promise<string[]> => (await keysOf(prefix)).sort();
      expect(await sorted('l/')).toEqual(keys);
      expect(await sorted('l/a')).toEqual(keys.slice(0, 4));
      expect(await sorted('l/a/')).toEqual(['l/a/2', 'l/a/b/3']);
      expect(await keysOf('l/none/')).toEqual([]);
      await store.delete(['l/a0', 'l/not-there', 'l/z']);
      expect(await sorted('l/')).toEqual(keys.filter((key) => key !== 'l/a0' && key !== 'l/z'));
    });

    it('lists one folder in order, after a key, over more than one page', async () => {
      const keys = Array.from({ length: 1100 }, (_, i) => `page/${String(i).padStart(5, '0')}`);
      for (let at = 0; at < keys.length; at += 50) {
        await Promise.all(keys.slice(at, at + 50).map((key) => store.put(key, 'x')));
      }
      expect(await keysOf('page/')).toEqual(keys);
      expect(await keysOf('page/', keys[2])).toEqual(keys.slice(3));
      expect(await keysOf('page/0', 'page/00999x')).toEqual(keys.slice(1000));
      expect(await keysOf('page/', keys.at(-1))).toEqual([]);
      await store.delete(keys);
      expect(await keysOf('page/')).toEqual([]);
    });

    it.each(['', '/a', 'a/', 'a//b', '../a', 'a/../b', '.hidden', 'a/.b', 'a b', 'a\\b', 'é', 'a'.repeat(201)])(
      'refuses %j as a key',
      async (key) => {
        const refused = { code: 'STARS_INVALID_FIELD' };
        await expect(async () => store.put(key, 'x')).rejects.toMatchObject(refused);
        await expect(async () => store.putIfAbsent(key, 'x')).rejects.toMatchObject(refused);
        await expect(async () => store.get(key)).rejects.toMatchObject(refused);
        await expect(async () => store.delete([key])).rejects.toMatchObject(refused);
      },
    );

    it('does nothing for a caller that gave up', async () => {
      const signal = AbortSignal.abort(new Error('given up'));
      await expect(async () => store.put('given-up', 'x', { signal })).rejects.toThrow('given up');
      await expect(async () => store.get('given-up', { signal })).rejects.toThrow('given up');
      expect(await keysOf('given-up')).toEqual([]);
    });
  });
}
