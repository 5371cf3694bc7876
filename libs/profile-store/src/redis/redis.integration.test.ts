import { describe } from 'vitest';
import { describeProfileStoreContract } from '../contract.js';
import { redisPlace } from '../testing/redis-place.js';

const url = process.env['STARS_TEST_REDIS'];

describe.skipIf(!url)('one server', () => {
  describeProfileStoreContract('RedisProfileStore', async () => redisPlace({ url: url! }));
});
