import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ContextSignal } from '@stars/contracts';
import { ContextTimeline, requestColumns, SignalRules, sideLayout, TrustedContext } from '@stars/features';
import { ALL_PARTS, type StarsConfig } from '@stars/model/definition';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ModelStore } from './model-store.js';
import { StarsModel } from './stars-model.js';
import { tinyArtifact, tinyFeatures, tinyManifest, tinySpec } from './testing/tiny-model.js';

const ITEMS = [...'abcdefgh'];
const CHRISTMAS = Date.parse('2023-12-25T12:00:00Z');
const spec = tinySpec();
const columns = requestColumns(sideLayout(spec));
const OFFSETS: Partial<StarsConfig> = {
  offsetBound: 0.3,
  offsetTime: columns.time,
  signalWidth: columns.signals.reduce((sum, { width }) => sum + width, 0),
  priorPlace: 'serve',
  priorWeight: 1,
  servingWidth: 17,
};
const features = ITEMS.map((id, i) => tinyFeatures(id, { tags: i % 2 === 0 ? ['fresh'] : ['sweet'] }));
const stranger = tinyFeatures('stranger', { tags: ['fresh'] });
const history = [...'abc'].map((itemId, i) => ({
  itemId,
  type: 3,
  time: CHRISTMAS - (9 - i) * 86_400_000,
  region: '',
}));
const timeline = new ContextTimeline();
timeline.add(
  ContextSignal.fromPartial({
    tenantId: 'default',
    eventId: 'heat',
    region: 'north',
    validFrom: new Date(CHRISTMAS - 3_600_000),
    validUntil: new Date(CHRISTMAS + 3_600_000),
    signals: { temperature: 40 },
  }),
);

let folder: string;
let model: StarsModel;
let plain: StarsModel;

/** The artifact through a folder, as serving gets it. */
async function load(version: string, parts: Partial<StarsConfig>): Promise<StarsModel> {
  const store = new ModelStore(folder);
  const artifact = tinyArtifact(ITEMS, { spec, parts });
  await store.save(artifact, tinyManifest(version, artifact));
  return StarsModel.create(await store.load(version));
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'stars-offsets-'));
  model = await load('wide', OFFSETS);
  plain = await load('plain', { servingWidth: 16 });
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const user = (of: StarsModel) => {
  const tokens = new Map(of.encodeItems(features).map(({ token }, i) => [ITEMS[i]!, token]));
  return of.encodeUsers([{ features: { age: 50 }, history }], tokens, timeline)[0]!;
};
const dot = (a: Float32Array, b: Float32Array): number => a.reduce((sum, x, i) => sum + x * b[i]!, 0);

describe('a prior that serves', () => {
  it('is one dimension of items and users, and is subtracted by the inner product', () => {
    const { next } = user(model);
    expect(model.manifest.servingWidth).toBe(17);
    expect(next.length).toBe(17);
    model.encodeItems(features).forEach(({ vector }, i) => {
      expect(vector.length).toBe(17);
      // The stored prior of item i is −1 − i.
      expect(vector[16]).toBe(1 + i);
      const inner = dot(next.subarray(0, 16), vector.subarray(0, 16));
      expect(dot(next, vector)).toBeCloseTo(inner + 1 + i, 4);
    });
  });

  it('of an item that was not learned is that of no purchase', () => {
    expect(model.encodeItems([stranger])[0]!.vector[16]).toBe(1 + ITEMS.length);
  });

  it('that is missing from the folder means a damaged model', async () => {
    const store = new ModelStore(folder);
    const { prior: _, ...artifact } = tinyArtifact(ITEMS, { spec, parts: OFFSETS });
    await store.save(artifact, tinyManifest('no-prior', artifact));
    await expect(store.load('no-prior')).rejects.toMatchObject({ code: 'STARS_MODEL_CORRUPT' });
  });
});

describe('offsetsAt', () => {
  it('moves a user within the bound while a signal is live', () => {
    const { next } = user(model);
    const moved = model.offsetsAt({ time: CHRISTMAS, region: 'north' }, timeline).moved(next);
    const delta = moved!.subarray(0, 16).map((x, i) => x - next[i]!);
    const length = (x: Float32Array): number => Math.sqrt(dot(x, x));
    expect(length(delta)).toBeGreaterThan(0);
    expect(length(delta)).toBeLessThanOrEqual(0.3 * length(next.subarray(0, 16)) * 1.0001);
    expect(moved![16]).toBe(1);
  });

  it('uses a signal only in its region and time', () => {
    const { next } = user(model);
    const at = (time: number, region: string): number[] => [...model.offsetsAt({ time, region }, timeline).moved(next)];
    expect(at(CHRISTMAS, 'north')).not.toEqual(at(CHRISTMAS, 'south'));
    // The signal ended an hour ago: only the clock is left, as in another region at this time.
    const later = CHRISTMAS + 3 * 3_600_000;
    expect(at(later, 'north')).toEqual(at(later, 'south'));
  });

  it('leaves users of a model without offsets as they are', () => {
    const { next } = user(plain);
    const moved = plain.offsetsAt({ time: CHRISTMAS, region: 'north' }, timeline).moved(next);
    expect([...moved!]).toEqual([...next]);
    expect(moved).not.toBe(next);
  });
});

describe('contributions', () => {
  it('name what a signal did to each score, and add up to all that the offset did', () => {
    const { next } = user(model);
    const at = { time: CHRISTMAS, region: 'north' };
    const offset = model.offsetsAt(at, timeline);
    const moved = offset.moved(next);
    const byName = offset.signalParts(next);
    expect([...byName.keys()]).toEqual(['time', 'Christmas Day', 'temperature']);
    for (const { vector } of model.encodeItems(features)) {
      const sum = [...byName.values()].reduce((total, part) => total + dot(part, vector), 0);
      expect(sum).toBeCloseTo(dot(moved, vector) - dot(next, vector), 3);
    }
    expect(plain.offsetsAt(at, timeline).signalParts(next).size).toBe(0);
  });

  it('are those of signals that are switched on', () => {
    const { next } = user(model);
    const at = { time: CHRISTMAS, region: 'north' };
    const without = (...names: string[]) =>
      new TrustedContext(timeline, new SignalRules(Object.fromEntries(names.map((name) => [name, { on: false }]))));
    const names = [...model.offsetsAt(at, without('time')).signalParts(next).keys()];
    expect(names).toEqual(['Christmas Day', 'temperature']);
    const bare = model.offsetsAt(at, without('time', 'Christmas Day', 'temperature'));
    expect(bare.signalParts(next).size).toBe(0);
    expect(bare.moved(next)).toEqual(next);
  });
});

describe('a model without some of its parts', () => {
  it('is stored and served like any other', async () => {
    const parts = { parts: { ...ALL_PARTS, text: false, user: false, position: false, recency: false } };
    const bare = await load('bare', parts);
    expect(bare.config.parts).toEqual(parts.parts);
    expect(user(bare).next).not.toEqual(user(plain).next);
    expect(user(bare).next.every(Number.isFinite)).toBe(true);
  });
});
