import { type RecommendedItem, type RecommendResponse, recommendationClient, responseToJson } from '@stars/contracts';
import type { Command } from 'commander';
import { askServer } from '../ask-server.js';
import { callerSettings } from '../caller-settings.js';
import { addListOptions, type ListOptions, listRequest } from '../list-request.js';
import { type Column, renderTable } from '../table.js';
import { addVerb, type CommonOptions, printResult } from '../verb.js';

interface RecommendOptions extends CommonOptions, ListOptions {
  user: string;
  address: string;
}

export function addRecommend(program: Command): void {
  const verb = addVerb(program, 'recommend', 'ask a running server (./stars up or demo) for recommendations');
  addListOptions(verb.requiredOption('--user <id>', 'user to recommend to'))
    .option('--address <host:port>', 'gRPC address of the server', '127.0.0.1:50051')
    .action(async (options: RecommendOptions) => {
      const { address } = options;
      const parts = options.json ? { score_parts: true } : {};
      const request = listRequest(options, { user_id: options.user, ...parts });
      const response = await askServer(address, recommendationClient(address, callerSettings()), (client) =>
        client.recommend(request),
      );
      printResult(options, responseToJson('Recommend', response), renderRecommendations(response));
    });
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
