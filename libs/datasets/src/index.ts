export { SeededRandom } from './seeded-random.js';
export { type SyntheticShop, type SyntheticShopOptions, syntheticShop } from './synthetic/synthetic-shop.js';
