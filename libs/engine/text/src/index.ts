export { chooseVocabulary } from './choose-vocabulary.js';
export { createTextModels, type TextModels, type TextModelsOptions } from './create-text-models.js';
export { addedSpending, MemoryLedger, NOTHING_SPENT, type Spending, type SpendingLedger } from './endpoint-budget.js';
export { LocalEmbedder, type LocalEmbedderOptions } from './local-embedder.js';
export { defaultModelFolder } from './model-files.js';
export { OpenAiClient, type OpenAiEndpoint } from './openai-client.js';
export { OpenAiListEditor, openListEditor } from './openai-list-editor.js';
export { OpenAiTagger, type OpenAiTaggerOptions } from './openai-tagger.js';
export * from './port.js';
export {
  type AnalysedChunk,
  type ProductAnalysis,
  ProductAnalyzer,
  type ProductAnalyzerOptions,
} from './product-analyzer.js';
export { productText, productTextOf, textHash } from './product-text.js';
export { TextCache, type TextCacheOptions } from './text-cache.js';
export { endpointOf, type TextEnvironment, textEnvironment, textProblems } from './text-config.js';
export { loadVocabulary, parseVocabulary, termOf, VOCABULARIES, Vocabulary } from './vocabulary.js';
export { ZeroShotTagger } from './zero-shot-tagger.js';
