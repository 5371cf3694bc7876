export { BusLedger } from './bus-ledger.js';
export type { RetagScope } from './stale-changes.js';
export { TaggerModule } from './tagger.module.js';
export type { TaggerDeps } from './tagger-deps.js';
export { taggerEnvironment, taggerSettings } from './tagger-environment.js';
