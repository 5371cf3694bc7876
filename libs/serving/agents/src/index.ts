export { newAgentServer } from './agent-server.js';
export type { AskApi } from './ask-api.js';
