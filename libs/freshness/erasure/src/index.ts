export { applyTombstones, forgetRestored } from './apply-tombstones.js';
export type { ErasureDeps } from './erasure-deps.js';
export { ForgetUsers } from './forget-users.js';
