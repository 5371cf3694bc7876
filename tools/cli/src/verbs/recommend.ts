import { type RecommendedItem, type RecommendResponse, recommendationClient, responseToJson } from '@stars/contracts';
import { StarsError } from '@stars/errors';
import type { Command } from 'commander';
import { callerSettings } from '../caller-settings.js';
import { listRequest } from '../list-request.js';
import { json, jsonObject, wholeNumber } from '../option-values.js';
import { type Column, renderTable } from '../table.js';
import { addVerb, type CommonOptions, printJson } from '../verb.js';

interface RecommendOptions extends CommonOptions {
  user: string;
  k?: number;
  region?: string;
  surface?: string;
  mode?: string;
  time?: string;
  filter?: unknown;
  rules?: object;
  address: string;
}

export function addRecommend(program: Command): void {
  addVerb(program, 'recommend', 'ask a running server (./stars up or demo) for recommendations')
    .requiredOption('--user <id>', 'user to recommend to')
    .option('-k <n>', 'how many items, 1 to 1000 (default: as the surface says, else 10)', wholeNumber)
    .option('--region <region>', 'only items sold and in stock there')
    .option(
      '--surface <name>',
      'the page or widget that asks: buy_again, discover, or one of the settings; the list is recorded as shown',
    )
    .option(
      '--mode <mode>',
      'second_stage (default), gi (general interest), ni (next intent), rr (both), rr_bi (and buy again) or bi (only buy again)',
    )
    .option('--time <iso>', 'as of this time, ISO 8601 (default: now)')
    .option('--filter <json>', 'filter tree as JSON, as in the HTTP API', json)
    .option(
      '--rules <json>',
      'further fields of the request: {"diversity": {"strength": 0.3}, "category_caps": [{"items": 2}]}',
      jsonObject,
    )
    .option('--address <host:port>', 'gRPC address of the server', '127.0.0.1:50051')
    .action(async (options: RecommendOptions) => {
      const { user, k, region, surface, mode, time, filter, rules, address } = options;
      const request = listRequest(rules, { user_id: user, k, region, surface, mode, time, filter });
      const response = await ask(address, (client) => client.recommend(request));
      if (options.json) printJson(responseToJson('Recommend', response));
      else process.stdout.write(renderRecommendations(response));
    });
}

type Client = ReturnType<typeof recommendationClient>;

/** Calls the server once. Errors: `STARS_UNAVAILABLE` says how to start one. */
async function ask(address: string, call: (client: Client) => Promise<RecommendResponse>): Promise<RecommendResponse> {
  const client = recommendationClient(address, callerSettings());
  try {
    return await call(client);
  } catch (cause) {
    if (!(cause instanceof StarsError) || cause.code !== 'STARS_UNAVAILABLE') throw cause;
    throw new StarsError('STARS_UNAVAILABLE', `no server answers at ${address}: ${cause.message}; start ./stars up`, {
      field: 'address',
      cause,
    });
  } finally {
    client.close();
  }
}

const COLUMNS: Column<RecommendedItem>[] = [
  { title: '#', value: ({ position }) => position + 1, right: true },
  { title: 'item', value: ({ itemId }) => itemId },
  { title: 'title', value: ({ title }) => title },
  { title: 'score', value: ({ score }) => score.toFixed(3), right: true },
  { title: 'why', value: ({ reason }) => reason },
];

/** An answer as a table, followed by its degradations. */
export function renderRecommendations(response: RecommendResponse): string {
  const degraded = response.degradations.map(({ code, message }) => `\n${code}: ${message}`).join('');
  return `${renderTable(COLUMNS, response.items)}${degraded}\n`;
}
