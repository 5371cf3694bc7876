export { trainerEnvironment } from './trainer-environment.js';
