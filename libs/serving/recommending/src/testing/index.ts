export * from './frosty-model.js';
export * from './grocery-seed.js';
export * from './plain-model.js';
export * from './served-by.js';
