import { createLogger } from '@stars/platform';
import { expect, it } from 'vitest';
import type { LiveModel, LiveModels } from '../live/live-models.js';
import type { VectorDeps } from '../vector-deps.js';
import { LateModels } from './late-models.js';
import { MissedChanges } from './missed-changes.js';

it('leaves the vectors of all users when its process stops, after those that it is making', async () => {
  const live = { tenant: 'default', version: 'v1' } as LiveModel;
  const missed = new MissedChanges();
  const users = Array.from({ length: 2000 }, (_, n) => `user-${n}`);
  missed.add('default', ['v1'], 'users', users);
  const models = { follow: async () => undefined, of: () => [live], absent: () => [] } as unknown as LiveModels;
  const stop = new AbortController();
  const made: string[] = [];
  const encode = async (_: LiveModel, ids: readonly string[]) => {
    made.push(...ids);
    stop.abort();
  };
  const deps = { logger: createLogger('embedder', { level: 'silent' }) } as VectorDeps;
  const late = new LateModels(deps, missed, models, { items: {}, users: { encode } } as never, stop.signal);
  await late.look();
  expect(made).toEqual(users.slice(0, 512));
  expect(missed.list()).toHaveLength(1);
});
