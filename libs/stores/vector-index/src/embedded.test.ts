import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { describeVectorIndexContract } from './contract.js';
import { axis, ids, inField, payload, price, record, TENANT, VERSION, WIDTH } from './contract-fixtures.js';
import { EmbeddedVectorIndex, type EmbeddedVectorIndexOptions } from './embedded.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stars-vectors-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});
const open = (options?: EmbeddedVectorIndexOptions): EmbeddedVectorIndex =>
  EmbeddedVectorIndex.open(join(folder, 'stars.db'), options);

for (const [name, options] of [
  ['embedded', {}],
  ['embedded, in JavaScript', { addon: null }],
] as const) {
  describeVectorIndexContract(name, async () => {
    const index = open(options);
    return { index, visibilityMs: 0, dispose: () => index.close() };
  });
}

describe('embedded: durability', () => {
  it('has everything after it was closed and opened again', async () => {
    const first = open();
    await first.createCollection(TENANT, VERSION, WIDTH);
    await first.upsert(TENANT, VERSION, [
      record('kept', axis(0, 0.1), { brand: 'own', category: ['x', 'y'], price: 2, attributes: { size: 1 } }),
      record('changed', axis(1)),
      record('gone', axis(2)),
    ]);
    await first.setPayload(TENANT, VERSION, [{ itemId: 'changed', payload: payload({ regions: { north: false } }) }]);
    await first.delete(TENANT, VERSION, ['gone']);
    await first.close();

    const second = open();
    expect(await second.getVectors(TENANT, VERSION, ['kept', 'changed', 'gone'])).toEqual([
      axis(0, 0.1),
      axis(1),
      undefined,
    ]);
    const search = { modelVersion: VERSION, queries: [axis(0)], k: 5 };
    const found = async (part: object): Promise<string[]> =>
      ids((await second.search(TENANT, { ...search, ...part }))[0]);
    expect(await found({})).toEqual(['kept', 'changed']);
    expect(await found({ region: 'north' })).toEqual(['kept']);
    expect(await found({ filter: inField('attributes.size', '1') })).toEqual(['kept']);
    await second.close();
  });
});

describe('embedded: two handles on one file', () => {
  let writer: EmbeddedVectorIndex;
  let reader: EmbeddedVectorIndex;
  let now: number;
  const search = { modelVersion: VERSION, queries: [axis(0)], k: 9 };
  const read = async (part: object = {}): Promise<string[]> =>
    ids((await reader.search(TENANT, { ...search, ...part }))[0]);

  beforeEach(async () => {
    now = 0;
    writer = open();
    reader = open({ visibilityMs: 200, monotonicMs: () => now });
    await writer.createCollection(TENANT, VERSION, WIDTH);
    await writer.upsert(TENANT, VERSION, [
      record('a', axis(0, 2), { price: 1 }),
      record('b', axis(0, 1), { price: 1 }),
    ]);
    expect(await read({ filter: price(1, 1) })).toEqual(['a', 'b']);
  });
  afterEach(async () => {
    await writer.close();
    await reader.close();
  });

  it('shows every kind of change to the other one, within the time allowed', async () => {
    await writer.setPayload(TENANT, VERSION, [{ itemId: 'b', payload: payload({ price: 5 }) }]);
    await writer.delete(TENANT, VERSION, ['a']);
    await writer.upsert(TENANT, VERSION, [record('c', axis(0, 3), { price: 1 })]);
    now = 199;
    expect(await read()).toEqual(['a', 'b']);
    now = 200;
    expect(await read()).toEqual(['c', 'b']);
    expect(await read({ filter: price(1, 1) })).toEqual(['c']);
  });

  it('lets both write, neither losing what the other wrote', async () => {
    await reader.upsert(TENANT, VERSION, [record('r', axis(0, 4))]);
    await writer.upsert(TENANT, VERSION, [record('w', axis(0, 5))]);
    await reader.upsert(TENANT, VERSION, [record('s', axis(0, 6))]);
    expect(await read()).toEqual(['s', 'w', 'r', 'a', 'b']);
    expect(await writer.count(TENANT, VERSION)).toBe(5);
  });

  it('follows a collection that was dropped and made anew', async () => {
    await writer.dropCollection(TENANT, VERSION);
    now = 200;
    await expect(read()).rejects.toMatchObject({ code: 'STARS_NOT_FOUND' });
    await writer.createCollection(TENANT, VERSION, WIDTH);
    await writer.upsert(TENANT, VERSION, [record('new', axis(0))]);
    expect(await read()).toEqual(['new']);
    await writer.dropCollection(TENANT, VERSION);
    await writer.createCollection(TENANT, VERSION, WIDTH);
    now = 400;
    expect(await read()).toEqual([]);
  });
});
