import { StarsError } from '@stars/errors';
import type { ItemCatalog } from '@stars/item-catalog';
import type { ProfileStore } from '@stars/profile-store';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type FillChunk, isFilled, SharedFill } from './shared-fill.js';

const TENANT = 'default';
const SILENT = 1000;

/** The parts of the stores that a fill needs, in memory. Cursors of users are lost when it is restarted. */
class Stores {
  now = 0;
  run = 0;
  readonly items: string[];
  readonly users: string[];
  readonly #progress = new Map<string, string>();

  constructor(items: number, users: number) {
    this.items = Array.from({ length: items }, (_, i) => `item-${i}`);
    this.users = Array.from({ length: users }, (_, i) => `user-${i}`);
  }

  /** As another process has it. */
  open(): SharedFill {
    const profiles: Pick<ProfileStore, 'scan' | 'progress' | 'putProgress'> = {
      progress: async (_, work) => this.#progress.get(work),
      putProgress: async (_, work, before, after) => {
        if (this.#progress.get(work) !== before) return false;
        if (after === undefined) this.#progress.delete(work);
        else this.#progress.set(work, after);
        return true;
      },
      scan: async (_, { cursor = `${this.run}/0`, limit }) => {
        const [run, from] = cursor.split('/').map(Number) as [number, number];
        if (run !== this.run) throw new StarsError('STARS_UNAVAILABLE', 'restarted', { field: 'cursor' });
        const userIds = this.users.slice(from, from + limit);
        return from + limit < this.users.length ? { userIds, cursor: `${run}/${from + limit}` } : { userIds };
      },
    };
    const catalog: Pick<ItemCatalog, 'scan'> = {
      scan: async (_, { cursor = '0', limit }) => {
        const from = Number(cursor);
        const items = this.items.slice(from, from + limit).map((itemId) => ({ itemId })) as never;
        return from + limit < this.items.length ? { items, cursor: String(from + limit) } : { items };
      },
    };
    const stores = { profiles: profiles as ProfileStore, catalog: catalog as ItemCatalog };
    return new SharedFill(stores, TENANT, 'v1', SILENT, () => this.now);
  }
}

interface Embedder {
  fill: SharedFill;
  chunk: FillChunk | undefined;
}

describe('a shared fill', () => {
  it('makes everything once if nobody dies', async () => {
    const stores = new Stores(1200, 2000);
    const [one, other] = [stores.open(), stores.open()];
    await one.begin();
    const made: string[] = [];
    let [a, b] = [await one.take(), await other.take()];
    while (a || b) {
      made.push(...(a?.ids ?? []), ...(b?.ids ?? []));
      [a, b] = [await one.take(a), await other.take(b)];
    }
    expect(made.sort()).toEqual([...stores.items, ...stores.users].sort());
    const done = { items: 1200, users: 2000 };
    expect(await one.state()).toMatchObject({ chunks: [], done, again: { items: 0, users: 0 } });
    await other.end();
    expect(await one.state()).toBeUndefined();
    expect(await one.take()).toBeUndefined();
  });

  it('is done for stores without anything', async () => {
    const fill = new Stores(0, 0).open();
    await fill.begin();
    expect(await fill.take()).toBeUndefined();
    expect(isFilled((await fill.state())!)).toBe(true);
  });

  it('leaves the chunk of an embedder that beats, and takes that of a silent one, once', async () => {
    const stores = new Stores(1, 0);
    const [slow, other, third] = [stores.open(), stores.open(), stores.open()];
    await slow.begin();
    const chunk = (await slow.take())!;
    for (let i = 0; i < 5; i++) {
      expect(await other.take()).toBeUndefined();
      stores.now += SILENT - 1;
      await slow.beat(chunk);
    }
    expect([await other.take(), await third.take()]).toEqual([undefined, undefined]);
    stores.now += SILENT;
    const taken = (await other.take())!;
    expect(taken.ids).toEqual(chunk.ids);
    expect(await third.take()).toBeUndefined();
    // What the first one says about it does not count any more.
    await slow.take(chunk);
    await slow.giveBack(chunk, []);
    expect(await other.state()).toMatchObject({ chunks: [taken], done: { items: 0 }, again: { items: 1 } });
    await other.take(taken);
    expect(isFilled((await other.state())!)).toBe(true);
  });

  it('makes every item and user, whoever stops, dies or restarts, and repeats at most a chunk for each death', async () => {
    const step = fc.record({
      who: fc.nat(3),
      does: fc.constantFrom('work', 'work', 'work', 'stop', 'die', 'restart store'),
    });
    await fc.assert(
      fc.asyncProperty(fc.nat(1300), fc.nat(2500), fc.array(step, { maxLength: 40 }), async (items, users, steps) => {
        const stores = new Stores(items, users);
        const made: string[] = [];
        let [deaths, restarts] = [0, 0];
        const embedders = Array.from({ length: 4 }, (): Embedder => ({ fill: stores.open(), chunk: undefined }));
        const work = async (embedder: Embedder): Promise<void> => {
          made.push(...(embedder.chunk?.ids ?? []));
          embedder.chunk = await embedder.fill.take(embedder.chunk);
        };
        await embedders[0]!.fill.begin();
        for (const { who, does } of steps) {
          const embedder = embedders[who]!;
          if (does === 'work') await work(embedder);
          else if (does === 'restart store') [stores.run, restarts] = [stores.run + 1, restarts + 1];
          else {
            const { chunk } = embedder;
            if (chunk && does === 'stop') {
              const half = chunk.ids.length >> 1;
              made.push(...chunk.ids.slice(0, half));
              await embedder.fill.giveBack(chunk, chunk.ids.slice(half));
            } else if (chunk) {
              // It had made all of it, and nobody heard of it.
              made.push(...chunk.ids);
              deaths++;
            }
            Object.assign(embedder, { fill: stores.open(), chunk: undefined });
          }
        }
        for (let rounds = 0; !isFilled((await embedders[0]!.fill.state())!); rounds++) {
          expect(rounds).toBeLessThan(100);
          for (const embedder of embedders) await work(embedder);
          if (embedders.every(({ chunk }) => chunk === undefined)) stores.now += SILENT;
        }
        expect(new Set(made)).toEqual(new Set([...stores.items, ...stores.users]));
        const repeated = made.length - items - users;
        expect(repeated).toBeLessThanOrEqual(512 * deaths + users * restarts);
        if (restarts === 0) expect((await embedders[0]!.fill.state())!.done).toEqual({ items, users });
      }),
      { numRuns: 60 },
    );
  });
});
