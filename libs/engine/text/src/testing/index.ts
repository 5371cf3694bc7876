export { catalogItem } from './catalog-item.js';
export {
  type ChatRequest,
  completion,
  OpenAiTestServer,
  productsOf,
  type ServerAnswer,
  type ServerRequest,
} from './openai-server.js';
