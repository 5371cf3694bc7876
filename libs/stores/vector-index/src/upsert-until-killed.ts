/**
 * A process for the crash test: writes round after round over the same items, every element of a vector and the price
 * being the round's number, and prints each round that was acknowledged.
 * Arguments: path of the file, items a round.
 */
import { writeSync } from 'node:fs';
import { EmbeddedVectorIndex } from './embedded.js';

const [path = '', items = '1'] = process.argv.slice(2);
const width = 64;
const index = EmbeddedVectorIndex.open(path);
await index.createCollection('default', 'crash', width);
for (let round = 1; ; round++) {
  const records = Array.from({ length: Number(items) }, (_, i) => ({
    itemId: `item-${i}`,
    vector: new Float32Array(width).fill(round),
    payload: { brand: '', category: [], price: round, attributes: {}, regions: {} },
  }));
  await index.upsert('default', 'crash', records);
  writeSync(1, `${round}\n`);
}
