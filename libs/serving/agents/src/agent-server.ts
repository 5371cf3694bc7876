import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { CallToolRequestSchema, type CallToolResult, ListToolsRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import { internalId, isStarsError, publicError, StarsError } from '@stars/errors';
import { z } from 'zod';
import type { AskApi } from './ask-api.js';
import { checked } from './checked.js';
import { explainTool, goesWithTool, recommendTool, similarTool } from './list-tools.js';
import { searchTool } from './search-tool.js';
import type { Tool } from './tool.js';

const TOOLS: Readonly<Record<string, Tool>> = {
  search_items: searchTool,
  recommend_items: recommendTool,
  similar_items: similarTool,
  items_that_go_with: goesWithTool,
  explain_recommendations: explainTool,
};

const LISTED = Object.entries(TOOLS).map(([name, { title, description, input, output }]) => ({
  name,
  title,
  description,
  inputSchema: schemaOf(input, 'input'),
  outputSchema: schemaOf(output, 'output'),
  annotations: { readOnlyHint: true, idempotentHint: true, openWorldHint: false },
}));

const INSTRUCTIONS =
  'The catalogue of a shop, and what it recommends to its users. Start with search_items unless you know a user or an item. Prices are in the currency of the shop.';

interface ErrorLog {
  error(told: object, message: string): void;
}

/** A server of the Model Context Protocol for one caller, whose tools ask the API. Each tool only reads. */
export function newAgentServer(ask: AskApi, logger: ErrorLog): Server {
  const server = new Server(
    { name: 'stars', version: '0.1.0' },
    { capabilities: { tools: {} }, instructions: INSTRUCTIONS, jsonSchemaValidator: UNUSED },
  );
  server.setRequestHandler(ListToolsRequestSchema, () => ({ tools: LISTED }));
  server.setRequestHandler(CallToolRequestSchema, async ({ params: { name, arguments: given } }) => {
    try {
      return resultOf(await callTool(ask, name, given));
    } catch (error) {
      if (!isStarsError(error)) logger.error({ err: error, tool: name, id: internalId(error) }, 'a tool failed');
      return { ...resultOf({ error: publicError(error) }), isError: true };
    }
  });
  return server;
}

/** The server asks its clients for nothing that it would have to check. */
const UNUSED = {
  getValidator: () => {
    throw new Error('there is no schema of a client');
  },
};

const resultOf = (answer: object): CallToolResult => ({
  content: [{ type: 'text', text: JSON.stringify(answer) }],
  // Errors are not what the schema of the answers describes.
  ...('error' in answer ? {} : { structuredContent: { ...answer } }),
});

function callTool(ask: AskApi, name: string, given: unknown = {}): Promise<object> {
  const tool = Object.hasOwn(TOOLS, name) ? TOOLS[name] : undefined;
  if (tool === undefined) throw new StarsError('STARS_NOT_FOUND', `there is no tool ${name}`, { field: 'name' });
  return tool.answer(ask, checked(tool.input, given));
}

function schemaOf(schema: z.ZodObject, io: 'input' | 'output'): { type: 'object'; [name: string]: unknown } {
  return { ...z.toJSONSchema(schema, { io }), type: 'object' };
}
