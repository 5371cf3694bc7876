import {
  DeleteSurfaceRequest,
  LIMITS,
  ListSurfacesRequest,
  PutSurfaceRequest,
  RecommendMode,
  RollBackSurfaceRequest,
  type Surface,
} from '@stars/contracts';
import { SqliteEventBus } from '@stars/event-bus';
import { createLogger } from '@stars/platform';
import { LiveSurfaces, surfacesFromJson } from '@stars/recommending';
import { openDatabase } from '@stars/sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SurfaceChanges } from './surface-changes.js';

const logger = createLogger('test', { level: 'silent' });
const { signal } = new AbortController();
let bus: SqliteEventBus;
let close: () => Promise<void>;
beforeEach(() => {
  const database = openDatabase(':memory:');
  bus = new SqliteEventBus(database);
  close = async () => {
    await bus.close();
    database.close();
  };
});
afterEach(() => close());

/** One of several gateways on the bus. */
function newGateway() {
  const live = new LiveSurfaces(bus, surfacesFromJson({ home: { k: 3 } }), logger);
  const changes = new SurfaceChanges(bus, live, () => 5);
  const put = (name: string, surface: Partial<Surface>, expectedVersion?: number, tenantId = '') =>
    changes.put(PutSurfaceRequest.fromPartial({ tenantId, name, surface, expectedVersion }), 'ann', signal);
  const rollBack = (name: string, version = 0, expectedVersion?: number) =>
    changes.rollBack(RollBackSurfaceRequest.fromPartial({ name, version, expectedVersion }), 'ben', signal);
  const remove = (name: string, expectedVersion?: number) =>
    changes.delete(DeleteSurfaceRequest.fromPartial({ name, expectedVersion }), 'cleo', signal);
  const list = async (name = '', tenantId = '') =>
    (await changes.list(ListSurfacesRequest.fromPartial({ tenantId, name }))).surfaces;
  /** What each kept version says of `k`; undefined for a deletion. */
  const versions = async (name: string) =>
    (await list(name))[0]!.versions.map(({ version, surface }) => [version, surface?.k]);
  return { live, put, rollBack, remove, list, versions };
}

describe('a surface', () => {
  it('replaces that of the settings for its tenant alone, until it is deleted', async () => {
    const { live, put, remove, versions } = newGateway();
    expect(await put('home', { k: 4 }, 0, 'north')).toMatchObject({ version: 1 });
    expect([live.find('north', 'home')?.k, live.find('south', 'home')?.k, live.find('', 'home')?.k]).toEqual([4, 3, 3]);
    await put('home', { k: 5 });
    expect(await remove('home', 1)).toMatchObject({ version: 2 });
    expect(live.find('default', 'home')?.k).toBe(3);
    expect(await versions('home')).toEqual([
      [2, undefined],
      [1, 5],
      [0, 3],
    ]);
  });

  it('says who changed it and when', async () => {
    const { put, rollBack, list } = newGateway();
    await put('home', { k: 4 });
    await put('home', { k: 5 });
    await rollBack('home');
    const [home] = await list('home');
    expect(home!.versions.map(({ version, changedBy }) => `${version} ${changedBy}`)).toEqual([
      ...['3 ben', '2 ann', '1 ann', '0 '],
    ]);
    expect(home!.versions[0]!.changedTime).toEqual(new Date(5));
  });

  it('is listed by name with the version that counts, beside those of the settings', async () => {
    const { put, remove, list } = newGateway();
    await put('basket', { mode: RecommendMode.RECOMMEND_MODE_GOES_WITH });
    await put('home', { k: 4 });
    await put('old', { k: 4 });
    await remove('old');
    const counting = (await list()).map(({ name, versions }) => `${name} ${versions.map(({ version }) => version)}`);
    expect(counting).toEqual([
      'back_in_stock 0',
      'basket 1',
      'best_sellers 0',
      'buy_again 0',
      'discover 0',
      'home 1',
      'newest 0',
      'price_dropped 0',
      'trending 0',
    ]);
    await expect(list('nothing')).rejects.toMatchObject({ code: 'STARS_NOT_FOUND', field: 'name' });
  });

  it('rolls back to any version that is kept, also from a deletion', async () => {
    const { live, put, rollBack, remove, versions } = newGateway();
    for (let k = 1; k <= LIMITS.surfaceVersions + 1; k++) await put('basket', { k });
    await expect(rollBack('basket', 1)).rejects.toMatchObject({ code: 'STARS_NOT_FOUND', field: 'version' });
    await rollBack('basket', 2);
    expect(live.find('default', 'basket')?.k).toBe(2);
    await remove('basket');
    expect(live.find('default', 'basket')).toBeUndefined();
    await rollBack('basket');
    expect(live.find('default', 'basket')?.k).toBe(2);
    expect(await versions('basket')).toHaveLength(LIMITS.surfaceVersions);
    await put('new', { k: 1 });
    await expect(rollBack('new')).rejects.toMatchObject({ code: 'STARS_NOT_FOUND', field: 'version' });
    await expect(rollBack('nothing')).rejects.toMatchObject({ code: 'STARS_NOT_FOUND', field: 'name' });
    await expect(remove('nothing')).rejects.toMatchObject({ code: 'STARS_NOT_FOUND', field: 'name' });
  });

  it('does not change where a request is wrong or expects another version', async () => {
    const { live, put, rollBack, remove, versions } = newGateway();
    await put('basket', { k: 1 }, 0);
    const conflict = { code: 'STARS_CONFLICT', field: 'expected_version' };
    await expect(put('basket', { k: 2 }, 0)).rejects.toMatchObject(conflict);
    await put('basket', { k: 2 }, 1);
    await expect(put('basket', { k: 3 }, 1)).rejects.toMatchObject(conflict);
    await expect(rollBack('basket', 1, 1)).rejects.toMatchObject(conflict);
    await expect(remove('basket', 1)).rejects.toMatchObject(conflict);
    const coverage = { places: 3, penalty: undefined, within: 0 };
    expect(() => put('basket', { k: 2, coverage })).toThrow(
      expect.objectContaining({ code: 'STARS_OUT_OF_RANGE', field: 'surface.coverage.places' }),
    );
    expect(live.find('default', 'basket')?.k).toBe(2);
    expect(await versions('basket')).toHaveLength(2);
  });

  it('is the same version if the same call comes again', async () => {
    const { put, remove, versions } = newGateway();
    for (let times = 0; times < 2; times++) expect(await put('basket', { k: 1 }, 0)).toMatchObject({ version: 1 });
    for (let times = 0; times < 2; times++) expect(await remove('basket', 1)).toMatchObject({ version: 2 });
    expect(await versions('basket')).toHaveLength(2);
  });

  it('is one of a bounded number', async () => {
    const { put, remove } = newGateway();
    for (let n = 0; n < LIMITS.surfaces; n++) await put(`surface-${n}`, { k: 1 });
    await expect(put('another', { k: 1 })).rejects.toMatchObject({ code: 'STARS_TOO_LARGE', field: 'name' });
    await put('surface-7', { k: 2 });
    await remove('surface-7');
    expect(await put('another', { k: 1 })).toMatchObject({ version: 1 });
  });
});

describe('two gateways', () => {
  it('that change one surface at once make two versions, and both know the same', async () => {
    const gateways = [newGateway(), newGateway()];
    const changes = gateways.flatMap(({ put }, g) => [1, 2, 3].map((n) => put('basket', { k: 10 * g + n })));
    const versions = (await Promise.all(changes)).map(({ version }) => version);
    expect(versions.sort()).toEqual([1, 2, 3, 4, 5, 6]);
    expect(await gateways[0]!.versions('basket')).toEqual(await gateways[1]!.versions('basket'));
  });

  it('that expect the same version: one change counts, and a topic of which only the last message is left has it', async () => {
    const gateways = [newGateway(), newGateway()];
    const outcomes = await Promise.allSettled(gateways.map(({ put }, g) => put('basket', { k: g + 1 }, 0)));
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const k = gateways[0]!.live.find('default', 'basket')?.k;
    expect(outcomes[k! - 1]!.status).toBe('fulfilled');
    // This bus keeps the last message of each key.
    expect(await newGateway().versions('basket')).toEqual([[1, k]]);
  });
});
