import { ContextTimeline, requestColumns, sideLayout } from '@stars/features';
import { StarsModel } from '@stars/inference';
import { tinyArtifact, tinyManifest, tinySpec } from '@stars/inference/testing';
import { describe, expect, it } from 'vitest';
import { offsetBounds } from './offset-bounds.js';

/** @param weight What each number of Δ's weights becomes. */
function model(offsetBound: number, weight: (x: number) => number = (x) => x): StarsModel {
  const columns = requestColumns(sideLayout(tinySpec()));
  const signalWidth = columns.signals.reduce((sum, { width }) => sum + width, 0);
  const parts = { offsetBound, offsetTime: columns.time, signalWidth };
  const artifact = tinyArtifact(['a', 'b'], { parts });
  const offset = artifact.weights.get('offset.weight');
  if (offset) artifact.weights.set('offset.weight', { ...offset, values: offset.values.map(weight) });
  const manifest = { ...tinyManifest('v', artifact), files: [], config: {} };
  return StarsModel.create({ ...artifact, manifest });
}

const user = { general: new Float32Array(16).fill(0.1), next: new Float32Array(16).fill(-0.1), time: 1e12, region: '' };
const ask = (of: StarsModel, sample = [user]) => offsetBounds(of, sample, new ContextTimeline(), 2e12);

describe('offset bounds', () => {
  it('are kept, also if a context would go beyond its bound', async () => {
    const small = ask(model(0.5, (x) => x / 100));
    const large = ask(model(0.5, (x) => x * 100));
    expect([small.outcome, large.outcome]).toEqual(['passed', 'passed']);
    expect(small.value).toBeGreaterThan(0);
    expect(small.value).toBeLessThan(0.4);
    expect(large.value).toBeCloseTo(0.5, 3);
  });

  it('are broken by weights that are not numbers', async () => {
    expect(ask(model(0.5, () => Number.NaN))).toMatchObject({ outcome: 'failed', value: Number.MAX_VALUE });
  });

  it('are not measured without offsets, or without users', async () => {
    expect(ask(model(0)).outcome).toBe('skipped');
    expect(ask(model(0.5), []).outcome).toBe('skipped');
  });
});
