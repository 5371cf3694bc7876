import type { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import { InitializeResultSchema, isJSONRPCRequest, isJSONRPCResultResponse } from '@modelcontextprotocol/sdk/types.js';

/** JSON-RPC's code of a failure that is none of the protocol. */
const FAILED = -32_000;

/**
 * Passes the messages of an agent on to a server, and its answers back, until standard input ends. So an agent has the server's own
 * tools, and the rights of the key that the server is called with.
 */
export async function bridgeAgent(agent: Transport, server: StreamableHTTPClientTransport, url: URL): Promise<void> {
  const pending = new Set<Promise<void>>();
  server.onmessage = (message) => {
    if (isJSONRPCResultResponse(message)) {
      const { success, data } = InitializeResultSchema.safeParse(message.result);
      // Each request after the first one names the version.
      if (success) server.setProtocolVersion(data.protocolVersion);
    }
    void agent.send(message);
  };
  agent.onmessage = (message) => {
    const passed = server.send(message).catch(async (error: Error) => {
      if (!isJSONRPCRequest(message)) return;
      const { cause } = error;
      const text = cause === undefined ? error.message : `no server answers at ${url.href}: start ./stars up`;
      await agent.send({ jsonrpc: '2.0', id: message.id, error: { code: FAILED, message: text } });
    });
    pending.add(passed);
    void passed.then(() => pending.delete(passed));
  };
  const ended = new Promise<void>((resolve) => process.stdin.once('end', resolve).once('close', resolve));
  await server.start();
  await agent.start();
  await ended;
  await Promise.all(pending);
  await Promise.all([agent.close(), server.close()]);
}
