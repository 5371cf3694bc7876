import type { ReasonCode } from '../reason-codes.js';

export const en: Readonly<Record<ReasonCode, string>> = {
  BOUGHT_ONCE: 'You bought this on {date}',
  BOUGHT_OFTEN: 'You bought this {times} times, last on {date}',
  CARTED: 'You put this into your cart on {date}',
  VIEWED: 'You looked at this on {date}',
  RETURNED: 'You came back to this, last on {date}',
  BECAUSE_BOUGHT: 'Because you bought {title}',
  BECAUSE_CARTED: 'Because you put {title} into your cart',
  BECAUSE_VIEWED: 'Because you looked at {title}',
  LIKE_RETURNED: 'Like {title}, which you came back to',
  GOES_WITH_LAST: 'Goes with {title} that you bought last',
  USUAL_CATEGORY: 'Like your usual {category}',
  SIMILAR_TO: 'Similar to {title}',
  GOES_WITH: 'Goes with {title}',
  TRENDING: 'Trending now',
  POPULAR: 'Popular now',
  POPULAR_IN_REGION: 'Popular in {region}',
  NEW: 'New in the catalogue',
  BACK_IN_STOCK: 'Back in stock since {date}',
  PRICE_DROPPED: 'Was {price_before}, now {price}',
  PICKED: 'Picked for you',
};
