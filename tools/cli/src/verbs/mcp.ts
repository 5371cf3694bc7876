import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import type { Command } from 'commander';
import { bridgeAgent } from '../bridge-agent.js';
import { callerSettings } from '../caller-settings.js';
import { httpUrl } from '../option-values.js';
import { addVerb, type CommonOptions } from '../verb.js';

interface McpOptions extends CommonOptions {
  url: URL;
}

export function addMcp(program: Command): void {
  addVerb(program, 'mcp', 'connect an agent over standard input and output with a running server (./stars up or demo)')
    .option('--url <url>', 'where the server has /mcp', httpUrl, new URL('http://127.0.0.1:8080/mcp'))
    .action(async ({ url }: McpOptions) => {
      const { authorization } = callerSettings();
      const requestInit = authorization === undefined ? {} : { headers: { authorization } };
      await bridgeAgent(new StdioServerTransport(), new StreamableHTTPClientTransport(url, { requestInit }), url);
    });
}
