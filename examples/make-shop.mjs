// Makes examples/shop anew: a made-up shop in the import format, small enough to read. Same seed, same shop.
import { fileURLToPath } from 'node:url';
import { syntheticShop } from '../libs/learning/datasets/dist/testing/index.js';

const shop = syntheticShop({ seed: 7, users: 50, items: 80, days: 42, sessionsPerDay: 0.2, regions: 2 });
console.log(await shop.writeJsonLines(fileURLToPath(new URL('shop', import.meta.url))));
