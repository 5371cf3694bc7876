export { type ArchiverDeps, ArchiverModule } from './archiver.module.js';
export { archiverEnvironment } from './archiver-environment.js';
