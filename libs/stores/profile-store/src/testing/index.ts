export { keysWith } from './redis-place.js';
