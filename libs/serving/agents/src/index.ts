export type { AskApi } from './ask-api.js';
export { type UcpAnswer, UcpCatalog } from './ucp/ucp-catalog.js';
export { ucpProfile } from './ucp/ucp-profile.js';

/** The SDK of the protocol is loaded here: a gateway that no agent asks starts without it. */
export const newAgentServer: (
  ...given: Parameters<typeof import('./agent-server.js').newAgentServer>
) => Promise<ReturnType<typeof import('./agent-server.js').newAgentServer>> = async (...given) =>
  (await import('./agent-server.js')).newAgentServer(...given);
