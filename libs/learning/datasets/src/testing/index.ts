export { CollectingSink } from './collecting-sink.js';
export { SeededRandom } from './seeded-random.js';
export * from './small-shop.js';
export * from './small-shop-files.js';
export * from './small-shop-products.js';
export { SHOP_HOLIDAYS } from './synthetic/shop-effects.js';
export { HOT_FROM } from './synthetic/shop-weather.js';
export * from './synthetic/synthetic-ratings.js';
export { type SyntheticShop, type SyntheticShopOptions, syntheticShop } from './synthetic/synthetic-shop.js';
