import { StarsClient, StarsError } from '@stars/client';

let client: StarsClient | undefined;

/** STARS, as the shop's environment names it. Errors: `STARS_CONFIG_INVALID` with the variable that is missing. */
export function stars(): StarsClient {
  if (client) return client;
  const { RECOMMENDER_URL: url, RECOMMENDER_KEY: key } = process.env;
  if (!url) throw new StarsError('STARS_CONFIG_INVALID', 'it is not set', 'RECOMMENDER_URL', 0);
  client = new StarsClient({ url, ...(key && { key }) });
  return client;
}
