import { createLogger } from '@stars/platform';
import { expect, it } from 'vitest';
import type { EmbedderDeps } from './embedder-deps.js';
import { LateModels } from './late-models.js';
import type { LiveModel, LiveModels } from './live-models.js';
import { MissedChanges } from './missed-changes.js';

it('leaves the vectors of all users when it closes, after those that it is making', async () => {
  const live = { tenant: 'default', version: 'v1' } as LiveModel;
  const missed = new MissedChanges();
  const users = Array.from({ length: 2000 }, (_, n) => `user-${n}`);
  missed.add('default', ['v1'], 'users', users);
  const models = { follow: async () => undefined, of: () => [live], absent: () => [] } as unknown as LiveModels;
  const made: string[] = [];
  const encode = async (_: LiveModel, ids: readonly string[]) => {
    made.push(...ids);
    void late.close();
  };
  const deps = { logger: createLogger('embedder', { level: 'silent' }) } as EmbedderDeps;
  const late: LateModels = new LateModels(deps, missed, models, { items: {}, users: { encode } } as never);
  await late.look();
  expect(made).toEqual(users.slice(0, 512));
  expect(missed.list()).toHaveLength(1);
});
