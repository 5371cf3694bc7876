export * from './small-shop.js';
export * from './small-shop-files.js';
export * from './small-shop-products.js';
