import { expect, it } from 'vitest';
import { StarsModel } from './stars-model.js';
import { tinyArtifact, tinyManifest } from './testing/tiny-model.js';

const ITEMS = ['bread', 'soap', 'butter'];

it('which items go together is known of learned items, in both directions; a model from before knows nothing', async () => {
  const artifact = tinyArtifact(ITEMS);
  const manifest = { ...tinyManifest('pairs', artifact), config: {}, files: [] };
  const before = await StarsModel.create({ ...artifact, manifest, weights: new Map(artifact.weights) });
  expect(before.goesWith).toBeUndefined();
  before.dispose();
  const model = await StarsModel.create({ ...artifact, manifest, companions: [[2], [], []] });
  const goesWith = model.goesWith!;
  expect([goesWith('bread', 'butter'), goesWith('butter', 'bread')]).toEqual([true, true]);
  expect([goesWith('bread', 'soap'), goesWith('bread', 'unknown')]).toEqual([false, false]);
  model.dispose();
});
