import {
  DEFAULT_TENANT,
  type RecommendResponse,
  recommendationClient,
  recommendRequestFromJson,
  responseToJson,
} from '@stars/contracts';
import type { ProfileStore } from '@stars/profile-store';
import { renderRecommendations } from '../verbs/recommend.js';

export interface HouseholdAnswer {
  userId: string;
  /** Events in the household's stored history. */
  events: number;
  response: RecommendResponse;
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

/** Asks the server over gRPC, like any client, for the ten best items of some households. */
export async function askForHouseholds(
  address: string,
  profiles: ProfileStore,
  options: { count: number; k: number; time: Date },
): Promise<HouseholdAnswer[]> {
  const client = recommendationClient(address);
  try {
    const answers: HouseholdAnswer[] = [];
    for (const { userId, events } of await pickHouseholds(profiles, options.count)) {
      const request = recommendRequestFromJson({ user_id: userId, k: options.k, time: options.time.toISOString() });
      answers.push({ userId, events, response: await client.recommend(request) });
    }
    return answers;
  } finally {
    client.close();
  }
}

export const renderAnswer = ({ userId, events, response }: HouseholdAnswer): string =>
  `Household ${userId} (last ${events} purchases known), model ${response.modelVersion}\n${renderRecommendations(response)}`;

export const answerToJson = ({ userId, events, response }: HouseholdAnswer) => ({
  user_id: userId,
  events,
  response: responseToJson('Recommend', response),
});
