import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { accessEnvironment, createKey, openAccess, RIGHTS, type Right } from '@stars/access';
import { decodeMessage, TOPICS } from '@stars/contracts';
import { createLogger, parseConfig } from '@stars/platform';
import { newTestGateway, seedExamples, type TestGateway } from '@stars/service-gateway/testing';
import { z } from 'zod';

export interface KeyedGateway {
  gateway: TestGateway;
  /** A key for everything, one for events alone, and one that is none. */
  keys: Readonly<Record<'all' | 'track' | 'wrong', string>>;
  /** How many events of a user are on the bus. */
  storedOf(userId: string): Promise<number>;
  close(): Promise<void>;
}

/** A gateway that asks for keys, with what the examples of the API name. */
export async function newKeyedGateway(): Promise<KeyedGateway> {
  const folder = mkdtempSync(join(tmpdir(), 'stars-clients-'));
  const keysFile = join(folder, 'keys.json');
  const keyWith = (rights: readonly Right[]): string => {
    // Users of a mailing cost as much as many lists.
    const key = { name: 'client', rights, tenants: ['default'], expires: Date.now() + 3_600_000, limit: 100_000 };
    return createKey(keysFile, key, Date.now()).token!;
  };
  const keys = { all: keyWith(RIGHTS), track: keyWith(['track']), wrong: 'stars_000000000000_no' };
  const settings = parseConfig(z.object(accessEnvironment), { STARS_KEYS_FILE: keysFile });
  const logger = createLogger('test', { level: 'silent' });
  const access = openAccess(settings, { dataDir: folder, host: '127.0.0.1', logger });
  const gateway = await newTestGateway({ access });
  await seedExamples(gateway.deps);
  return {
    ...{ gateway, keys },
    async storedOf(userId) {
      let events = 0;
      for await (const batch of gateway.deps.bus.read({ topic: TOPICS.interactions })) {
        events += batch.filter(({ value }) => decodeMessage(TOPICS.interactions, value).userId === userId).length;
      }
      return events;
    },
    async close() {
      await gateway.close();
      rmSync(folder, { recursive: true });
    },
  };
}
