import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SparseCounts } from '@stars/ranking';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ModelStore } from './model-store.js';
import { decodeSafetensors, encodeSafetensors, type StoredTensor } from './safetensors.js';
import {
  decodeSecondStage,
  encodeSecondStage,
  SECOND_STAGE_FILE,
  SECOND_STAGE_TENSORS_FILE,
  type SecondStageArtifact,
} from './second-stage-artifact.js';
import { SecondStageNetwork } from './second-stage-network.js';
import { tinyArtifact, tinyManifest } from './testing/tiny-model.js';
import { tinySecondStage } from './testing/tiny-second-stage.js';

const ITEMS = 5;
const SIGNALS = [{ name: 'display', values: [1, 2.5] }];

const filesOf = (secondStage: SecondStageArtifact) => new Map(encodeSecondStage(secondStage));
const decoded = (files: ReadonlyMap<string, Uint8Array>, items = ITEMS): SecondStageArtifact =>
  decodeSecondStage(files.get(SECOND_STAGE_FILE)!, files.get(SECOND_STAGE_TENSORS_FILE)!, items);
/** With purchases by region as entries, which compare. */
const plain = ({ statistics, ...rest }: SecondStageArtifact) => ({
  ...rest,
  ...{ ...statistics, regions: [...statistics.regions].map(([region, counts]) => [region, entriesOf(counts)]) },
});
function entriesOf(counts: SparseCounts): [number, number][] {
  const entries: [number, number][] = [];
  counts.forEach((item, sum) => {
    entries.push([item, sum]);
  });
  return entries.sort(([a], [b]) => a - b);
}
const EVIDENCE = [
  { name: 'view' as const, weight: 0.2 },
  { name: 'add_to_cart' as const, weight: 0.5 },
];
const layout = fc
  .record({
    levels: fc.nat(2),
    signals: fc.constantFrom([], SIGNALS),
    regions: fc.boolean(),
    repeats: fc.boolean(),
    texts: fc.boolean(),
    evidence: fc.constantFrom(undefined, EVIDENCE.slice(0, 1), EVIDENCE),
  })
  .map(({ evidence, ...rest }) => ({ ...rest, ...(evidence ? { evidence } : {}) }));

describe('a second stage', () => {
  it('is read as it was written', () => {
    const options = fc.record({
      seed: fc.nat(),
      layout,
      regions: fc.constantFrom<string[][]>([''], ['', 'n'], ['', 'n', 's']),
      hidden: fc.tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 4 })),
    });
    fc.assert(
      fc.property(options, fc.integer({ min: 1, max: 8 }), (of, items) => {
        const secondStage = tinySecondStage(items, of);
        expect(plain(decoded(filesOf(secondStage), items))).toEqual(plain(secondStage));
      }),
    );
  });

  it('may have no weights for lists because of seeds: it is of before', () => {
    const { seeded, ...before } = tinySecondStage(ITEMS);
    expect(seeded).toBeDefined();
    expect(plain(decoded(filesOf(before)))).toEqual(plain(before));
  });

  it('gives the same scores after it was stored', () => {
    const secondStage = tinySecondStage(ITEMS);
    const [before, after] = [secondStage, decoded(filesOf(secondStage))].map(({ all }) => new SecondStageNetwork(all));
    const rows = Float32Array.from({ length: 3 * secondStage.all.mean.length }, (_, i) => Math.sin(i));
    expect(after!.score(rows, 3)).toEqual(before!.score(rows, 3));
  });

  it('is refused if either file is cut off, at any place', () => {
    const secondStage = tinySecondStage(ITEMS);
    const files = filesOf(secondStage);
    fc.assert(
      fc.property(
        fc.constantFrom(SECOND_STAGE_FILE, SECOND_STAGE_TENSORS_FILE),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (name, part) => {
          const whole = files.get(name)!;
          const cut = new Map(files).set(name, whole.subarray(0, Math.floor(part * (whole.length - 1))));
          expect(() => decoded(cut)).toThrow();
        },
      ),
    );
  });

  const settings = (edit: (json: Record<string, unknown>) => void) => (files: Map<string, Uint8Array>) => {
    const json = JSON.parse(Buffer.from(files.get(SECOND_STAGE_FILE)!).toString()) as Record<string, unknown>;
    edit(json);
    files.set(SECOND_STAGE_FILE, Buffer.from(JSON.stringify(json)));
  };
  const tensors = (edit: (tensors: Map<string, StoredTensor>) => void) => (files: Map<string, Uint8Array>) => {
    const stored = decodeSafetensors(files.get(SECOND_STAGE_TENSORS_FILE)!, 'secondStage');
    edit(stored);
    files.set(SECOND_STAGE_TENSORS_FILE, encodeSafetensors(stored));
  };
  const one = (values: Float32Array | Int32Array): StoredTensor => ({ shape: [values.length], values });
  const set = (name: string, values: Float32Array | Int32Array) => tensors((of) => void of.set(name, one(values)));
  const features = tinySecondStage(ITEMS).all.mean.length;

  it.each<[string, (files: Map<string, Uint8Array>) => void, RegExp]>([
    ['a level too many', settings((json) => Object.assign(json['layout'] as object, { levels: 2 })), /level\.1/],
    ['a level too few', settings((json) => Object.assign(json['layout'] as object, { levels: 0 })), /features/],
    [
      'a signal too many',
      settings((json) => Object.assign(json['layout'] as object, { signals: SIGNALS })),
      /features/,
    ],
    ['a region too few', settings((json) => Object.assign(json, { regions: [''] })), /region 1 of 1/],
    [
      'no safetensors',
      (files) => files.set(SECOND_STAGE_TENSORS_FILE, Buffer.from('no tensors')),
      /no whole safetensors/,
    ],
    ['a sum missing', tensors((of) => void of.delete('items.repeats')), /items\.repeats/],
    ['a weight missing', tensors((of) => void of.delete('fresh.last')), /fresh\.last/],
    ['a weight that is no number', set('all.linear', new Float32Array(features).fill(Number.NaN)), /all\.linear/],
    ['nothing to divide by', set('all.deviation', new Float32Array(features)), /deviation/],
    ['a layer of another width', set('all.second', new Float32Array(7)), /weights all do not fit/],
    ['counts of other items', set('items.7 days', new Float32Array(ITEMS + 1)), /items\.7 days/],
    ['levels that are no whole numbers', set('level.0', new Float32Array(ITEMS)), /level\.0/],
    ['groups of another size', set('groups.0.month', new Float32Array(9)), /groups\.0\.month/],
    [
      'an item that does not exist',
      tensors((of) => {
        (of.get('regions')!.values as Int32Array)[1] = ITEMS;
      }),
      /item 5 of 5/,
    ],
    [
      'a neighbour that does not exist',
      set('neighbours.items', new Int32Array(2 * ITEMS).fill(ITEMS)),
      /neighbours\.items/,
    ],
    ['half of the neighbours', set('neighbours.items', new Int32Array(2 * ITEMS - 1)), /neighbours\.items/],
    ['a likeness of sessions missing', tensors((of) => void of.delete('together.likeness')), /together\.likeness/],
    ['no first purchases', tensors((of) => void of.delete('items.first 28 days')), /items\.first 28 days/],
    ['no likeness', tensors((of) => void of.delete('neighbours.likeness')), /neighbours\.likeness/],
    ['half a sum', set('regions', Int32Array.of(0, 1, 1)), /regions\.sums/],
  ])('with %s is refused', (_, damage, why) => {
    const files = filesOf(tinySecondStage(ITEMS));
    damage(files);
    expect(() => decoded(files)).toThrow(expect.objectContaining({ code: 'STARS_MODEL_CORRUPT' }));
    expect(() => decoded(files)).toThrow(why);
  });

  it.each([undefined, 2, 4])('of format %s is refused, and says what to do', (format) => {
    const files = filesOf(tinySecondStage(ITEMS));
    settings((json) => Object.assign(json, { format }))(files);
    expect(() => decoded(files)).toThrow(expect.objectContaining({ code: 'STARS_MODEL_OUTDATED' }));
    expect(() => decoded(files)).toThrow(/train again/);
  });

  it('of other items is refused', () => {
    const files = filesOf(tinySecondStage(ITEMS));
    expect(() => decoded(files, ITEMS + 1)).toThrow(/level\.0 should be 6 whole numbers/);
  });
});

describe('a model with a second stage', () => {
  const ids = ['a', 'b', 'c'];
  let folder: string;
  let store: ModelStore;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'stars-second-stage-'));
    store = new ModelStore(folder);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('is stored and loaded whole; a model without one has none', async () => {
    const artifact = { ...tinyArtifact(ids), secondStage: tinySecondStage(ids.length) };
    const manifest = await store.save(artifact, tinyManifest('with', artifact));
    expect(manifest.files.map(({ path }) => path)).toEqual(
      expect.arrayContaining([SECOND_STAGE_FILE, SECOND_STAGE_TENSORS_FILE]),
    );
    expect(await store.load('with')).toEqual({ ...artifact, manifest });
    const plain = tinyArtifact(ids);
    await store.save(plain, tinyManifest('without', plain));
    expect(await store.load('without')).not.toHaveProperty('secondStage');
  });

  it('is refused if either file is cut off, altered or not listed', async () => {
    const artifact = { ...tinyArtifact(ids), secondStage: tinySecondStage(ids.length) };
    const manifest = await store.save(artifact, tinyManifest('v', artifact));
    for (const name of [SECOND_STAGE_FILE, SECOND_STAGE_TENSORS_FILE]) {
      const path = join(folder, 'v', name);
      const whole = readFileSync(path);
      const altered = Buffer.from(whole);
      altered[altered.length - 3]! ^= 1;
      for (const bytes of [whole.subarray(0, 9), altered]) {
        writeFileSync(path, bytes);
        await expect(store.load('v')).rejects.toMatchObject({ code: 'STARS_MODEL_CORRUPT' });
      }
      writeFileSync(path, whole);
      const manifestPath = join(folder, 'v', 'manifest.json');
      const kept = readFileSync(manifestPath, 'utf8');
      const json = JSON.parse(kept) as { files: { path: string }[] };
      writeFileSync(manifestPath, JSON.stringify({ ...json, files: json.files.filter((file) => file.path !== name) }));
      await expect(store.load('v')).rejects.toMatchObject({ code: 'STARS_MODEL_CORRUPT' });
      writeFileSync(manifestPath, kept);
    }
    expect(await store.load('v')).toEqual({ ...artifact, manifest });
  });
});
