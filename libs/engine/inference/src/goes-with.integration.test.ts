import { expect, it } from 'vitest';
import { StarsModel } from './stars-model.js';
import { tinyArtifact, tinyManifest } from './testing/tiny-model.js';

const ITEMS = ['bread', 'soap', 'butter'];

it('which items go together is known of learned items, in both directions', async () => {
  const artifact = tinyArtifact(ITEMS);
  const manifest = { ...tinyManifest('pairs', artifact), config: {}, files: [] };
  const model = StarsModel.create({ ...artifact, manifest, companions: [[2], [], []] });
  expect([model.goesWith('bread', 'butter'), model.goesWith('butter', 'bread')]).toEqual([true, true]);
  expect([model.goesWith('bread', 'soap'), model.goesWith('bread', 'unknown')]).toEqual([false, false]);
});
