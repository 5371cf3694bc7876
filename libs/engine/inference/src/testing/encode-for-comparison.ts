import { ContextTimeline } from '@stars/features';
import { startBackend } from '../backend.js';
import { StarsModel } from '../stars-model.js';
import { TINY_EMBEDDING_MODEL, tinyArtifact, tinyFeatures, tinyManifest } from './tiny-model.js';

// A process of its own: a backend is chosen once a process. Prints what a tiny model makes of a few users.
const ITEMS = ['a', 'b', 'c', 'd'];
const HOUR = 3_600_000;
const backend = await startBackend();
const artifact = tinyArtifact(ITEMS);
const manifest = { ...tinyManifest('tiny', artifact), config: {}, files: [], embeddingModel: TINY_EMBEDDING_MODEL };
const model = await StarsModel.create({ ...artifact, manifest });
const encoded = model.encodeItems(
  [...ITEMS, 'new'].map((id) => tinyFeatures(id, { tags: id === 'b' ? ['sweet'] : [] })),
);
const tokens = new Map([...ITEMS, 'new'].map((id, i) => [id, encoded[i]!.token]));
const event = (itemId: string, hours: number, type = 3) => ({ itemId, type, time: hours * HOUR, region: '' });
const users = model.encodeUsers(
  [
    { features: {}, history: [] },
    { features: { age: 55, segment: 'b' }, history: [] },
    { features: {}, history: [event('a', 0), event('b', 0), event('new', 30, 1), event('d', 500)] },
    { features: { segment: 'a' }, history: Array.from({ length: 50 }, (_, i) => event(ITEMS[i % 4]!, 7 * i)) },
  ],
  tokens,
  new ContextTimeline(),
);
process.stdout.write(
  JSON.stringify({
    backend,
    items: encoded.map(({ vector }) => [...vector]),
    users: users.map(({ general, next }) => [[...general], [...next]]),
  }),
);
