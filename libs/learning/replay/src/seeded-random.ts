export { seededRandom } from '@stars/ranking';
