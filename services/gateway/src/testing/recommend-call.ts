import { RecommendRequest } from '@stars/contracts';
import { SEEDED } from '@stars/recommending/testing';

/** A request of the user who buys fruit, for three items. */
export const recommendRequest = (part: Partial<RecommendRequest> = {}): RecommendRequest =>
  RecommendRequest.fromPartial({ userId: SEEDED.fruitUser, k: 3, ...part });

export const idsOf = (response: { items: { itemId: string }[] }): string[] => response.items.map((item) => item.itemId);

export const codesOf = (response: { degradations: { code: string }[] }): string[] =>
  response.degradations.map(({ code }) => code);
