export { packedHistory } from './packed-history.js';
export { keysWith } from './redis-place.js';
