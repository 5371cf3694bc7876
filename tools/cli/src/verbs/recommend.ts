import {
  type Degradation,
  type GroupAnswer,
  type RecommendedItem,
  type RecommendGroupsResponse,
  type RecommendResponse,
  recommendationClient,
  responseToJson,
} from '@stars/contracts';
import type { Command } from 'commander';
import { askServer } from '../ask-server.js';
import { callerSettings } from '../caller-settings.js';
import { addListOptions, groupsRequest, type ListOptions, listRequest } from '../list-request.js';
import { type Column, renderTable } from '../table.js';
import { addVerb, type CommonOptions, printResult } from '../verb.js';

interface RecommendOptions extends CommonOptions, ListOptions {
  user: string;
  groups?: string;
  address: string;
}

export function addRecommend(program: Command): void {
  const verb = addVerb(program, 'recommend', 'ask a running server (./stars up or demo) for recommendations');
  addListOptions(verb.requiredOption('--user <id>', 'user to recommend to'))
    .option('--groups <field>', 'groups in place of items, each with its best: category, brand or attributes.NAME')
    .option('--address <host:port>', 'gRPC address of the server', '127.0.0.1:50051')
    .action((options: RecommendOptions) =>
      options.groups === undefined ? recommend(options) : recommendGroups(options, options.groups),
    );
}

async function recommend(options: RecommendOptions): Promise<void> {
  const { address } = options;
  const parts = options.json ? { score_parts: true } : {};
  const request = listRequest(options, { user_id: options.user, ...parts });
  const response = await askServer(address, recommendationClient(address, callerSettings()), (client) =>
    client.recommend(request),
  );
  printResult(options, responseToJson('Recommend', response), renderRecommendations(response));
}

async function recommendGroups(options: RecommendOptions, field: string): Promise<void> {
  const { address } = options;
  const request = groupsRequest(options, { user_id: options.user, field });
  const response = await askServer(address, recommendationClient(address, callerSettings()), (client) =>
    client.recommendGroups(request),
  );
  printResult(options, responseToJson('RecommendGroups', response), renderGroups(response));
}

const COLUMNS: Column<RecommendedItem>[] = [
  { title: '#', value: ({ position }) => position + 1, right: true },
  { title: 'item', value: ({ itemId }) => itemId },
  { title: 'title', value: ({ title }) => title },
  { title: 'score', value: ({ score }) => score.toFixed(3), right: true },
  { title: 'why', value: ({ reason }) => reason },
];

const GROUP_COLUMNS: Column<GroupAnswer>[] = [
  { title: 'group', value: ({ value }) => value.join(' / ') },
  { title: 'score', value: ({ score }) => score.toFixed(3), right: true },
  { title: 'items', value: ({ items }) => items.map(({ itemId, title }) => title || itemId).join(', ') },
];

/** An answer as a table, followed by its degradations. */
export const renderRecommendations = ({ items, degradations }: RecommendResponse): string =>
  `${renderTable(COLUMNS, items)}${textOf(degradations)}\n`;

const renderGroups = ({ groups, degradations }: RecommendGroupsResponse): string =>
  `${renderTable(GROUP_COLUMNS, groups)}${textOf(degradations)}\n`;

const textOf = (degradations: readonly Degradation[]): string =>
  degradations.map(({ code, message }) => `\n${code}: ${message}`).join('');
