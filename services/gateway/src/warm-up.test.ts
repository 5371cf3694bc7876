import { StarsError, type StarsErrorCode } from '@stars/errors';

import { EmbeddedVectorIndex, type VectorIndex } from '@stars/vector-index';
import { describe, expect, it } from 'vitest';
import { warmUp } from './warm-up.js';

const model = { version: 'm1', servingWidth: 3 };
const failing = (code: StarsErrorCode): Pick<VectorIndex, 'search'> => ({
  search: async () => {
    throw new StarsError(code, 'as asked');
  },
});

describe('warmUp', () => {
  it('searches the collection of each served model', async () => {
    const index = EmbeddedVectorIndex.open(':memory:');
    await index.createCollection('a', 'm1', 3);
    await index.createCollection('b', 'm2', 2);
    const searched: unknown[] = [];
    const search: VectorIndex['search'] = async (tenant, asked) => {
      const hits = await index.search(tenant, asked);
      searched.push([tenant, asked.modelVersion, hits]);
      return hits;
    };
    await warmUp({ search }, [
      ['a', model],
      ['b', { version: 'm2', servingWidth: 2 }],
    ]);
    expect(searched).toEqual([
      ['a', 'm1', [[]]],
      ['b', 'm2', [[]]],
    ]);
    await index.close();
  });

  it.each(['STARS_UNAVAILABLE', 'STARS_DEADLINE_EXCEEDED', 'STARS_NOT_FOUND'] as const)(
    'leaves %s to the requests',
    async (code) => {
      await expect(warmUp(failing(code), [['a', model]])).resolves.toBeUndefined();
    },
  );

  it('hides no other error', async () => {
    await expect(warmUp(failing('STARS_INVALID_FIELD'), [['a', model]])).rejects.toMatchObject({
      code: 'STARS_INVALID_FIELD',
    });
  });
});
