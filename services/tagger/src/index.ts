export { CatalogTagger } from './catalog-tagger.js';
export { TaggerModule } from './tagger.module.js';
export { TAGGER_GROUP, TAGGER_TOPICS } from './tagger-consumer.js';
export type { TaggerDeps, TaggerProgress } from './tagger-deps.js';
