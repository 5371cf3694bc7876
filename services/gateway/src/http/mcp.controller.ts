import { Controller, Inject, Post, Req, Res } from '@nestjs/common';
import { newAgentServer } from '@stars/agents';
import type { Logger } from '@stars/platform';
import { ApiCalls } from '../api/api-calls.js';
import { askingFor } from './asking-for.js';
import { readShortJson } from './bounded-body.js';
import type { HttpRequest, HttpResponse } from './http-exchange.js';

/** Log of the tools of agents. */
export const AGENT_LOG = 'AgentLog';

/** The Model Context Protocol over streamable HTTP, without sessions: any gateway answers any request. */
@Controller()
export class McpController {
  constructor(
    @Inject(ApiCalls) private readonly api: ApiCalls,
    @Inject(AGENT_LOG) private readonly logger: Logger,
  ) {}

  /** The Model Context Protocol, for agents: search, recommend, similar items and explanations. */
  @Post('mcp')
  async answer(@Req() request: HttpRequest, @Res() response: HttpResponse): Promise<void> {
    const parsedBody = await readShortJson(request, response);
    // Each call of a batch listens for the end of the response.
    response.setMaxListeners(0);
    const server = await newAgentServer(askingFor(this.api, request, response), this.logger);
    const { WebStandardStreamableHTTPServerTransport: Transport } = await import(
      '@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js'
    );
    const transport = new Transport({ enableJsonResponse: true });
    await server.connect(transport);
    try {
      const headers = Object.entries(request.headers).map(([name, value]) => [name, String(value)] as [string, string]);
      const asked = new Request('http://gateway/mcp', { method: 'POST', headers });
      const answer = await transport.handleRequest(asked, { parsedBody });
      for (const [name, value] of answer.headers) response.set(name, value);
      response.status(answer.status).end(await answer.text());
    } finally {
      await server.close();
    }
  }
}
