export { newAgentServer } from './agent-server.js';
export type { AskApi } from './ask-api.js';
export { type UcpAnswer, UcpCatalog } from './ucp/ucp-catalog.js';
export { ucpProfile } from './ucp/ucp-profile.js';
