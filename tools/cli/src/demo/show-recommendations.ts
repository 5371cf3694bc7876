import {
  DEFAULT_TENANT,
  type RecommendResponse,
  recommendationClient,
  recommendRequestFromJson,
  responseToJson,
} from '@stars/contracts';
import type { ProfileStore } from '@stars/profile-store';
import { BUILT_IN_SURFACES } from '@stars/recommending';
import type { OwnClient } from '@stars/service-gateway';
import { renderRecommendations } from '../verbs/recommend.js';

/** The lists of a household: what it may buy again, and what is new to it. */
const LISTS = [
  { name: 'buy_again', title: 'Buy again' },
  { name: 'discover', title: 'Discover' },
] as const;

export interface HouseholdAnswer {
  userId: string;
  /** Events in the household's stored history. */
  events: number;
  /** By the names of the surfaces. */
  lists: Record<(typeof LISTS)[number]['name'], RecommendResponse>;
}

/** Households with a history of useful length, spread over the order of the store. */
async function pickHouseholds(profiles: ProfileStore, count: number): Promise<{ userId: string; events: number }[]> {
  const { userIds } = await profiles.scan(DEFAULT_TENANT, { limit: 500 });
  const found = (await profiles.get(DEFAULT_TENANT, userIds)).filter((profile) => profile !== undefined);
  const known = found.filter(({ history }) => history.length >= 20);
  const step = Math.max(1, Math.floor(known.length / count));
  return known
    .filter((_, index) => index % step === 0)
    .slice(0, count)
    .map(({ userId, history }) => ({ userId, events: history.length }));
}

/** Asks the server over gRPC, like any client, for the `k` best items of each list of some households. */
export async function askForHouseholds(
  { address, settings }: OwnClient,
  profiles: ProfileStore,
  options: { count: number; k: number; time: Date },
): Promise<HouseholdAnswer[]> {
  const client = recommendationClient(address, settings);
  const { k } = options;
  const time = options.time.toISOString();
  try {
    const answers: HouseholdAnswer[] = [];
    for (const { userId, events } of await pickHouseholds(profiles, options.count)) {
      // Without the surface's name: nobody saw the list, so it is no impression.
      const ask = (name: keyof typeof BUILT_IN_SURFACES): Promise<RecommendResponse> =>
        client.recommend(recommendRequestFromJson({ ...BUILT_IN_SURFACES[name], user_id: userId, k, time }));
      answers.push({ userId, events, lists: { buy_again: await ask('buy_again'), discover: await ask('discover') } });
    }
    return answers;
  } finally {
    client.close();
  }
}

export function renderAnswer({ userId, events, lists }: HouseholdAnswer): string {
  const tables = LISTS.map(({ name, title }) => `${title}\n${renderRecommendations(lists[name])}`);
  const { modelVersion } = lists.discover;
  return `Household ${userId} (last ${events} purchases known), model ${modelVersion}\n\n${tables.join('\n')}`;
}

export const answerToJson = ({ userId, events, lists }: HouseholdAnswer) => ({
  user_id: userId,
  events,
  ...Object.fromEntries(LISTS.map(({ name }) => [name, responseToJson('Recommend', lists[name])])),
});
