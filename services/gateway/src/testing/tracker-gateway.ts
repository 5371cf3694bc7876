import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { accessEnvironment, createKey, openAccess, type Right } from '@stars/access';
import { decodeMessage, type Interaction, interactionTypeName, TOPICS } from '@stars/contracts';
import { createLogger, parseConfig } from '@stars/platform';
import { z } from 'zod';
import { newTestGateway } from './new-test-gateway.js';

/** A gateway with keys, and trackers that send to it. */
export async function newTrackerGateway() {
  const folder = mkdtempSync(join(tmpdir(), 'stars-trackers-'));
  const keysFile = join(folder, 'keys.json');
  const keyWith = (...rights: Right[]): string => {
    const key = { name: rights.join('-'), rights, tenants: ['default'], expires: Date.now() + 3_600_000 };
    return createKey(keysFile, key, Date.now()).token!;
  };
  const writeKey = keyWith('track');
  const otherKeys = {
    otherKey: keyWith('recommend'),
    wideKey: keyWith('track', 'recommend'),
    namingKey: keyWith('track', 'catalog'),
  };
  const settings = parseConfig(z.object(accessEnvironment), { STARS_KEYS_FILE: keysFile });
  const logger = createLogger('test', { level: 'silent' });
  const gateway = await newTestGateway({
    access: openAccess(settings, { dataDir: folder, host: '127.0.0.1', logger }),
  });

  const send = async (path: string, body: unknown, headers: Record<string, string>) => {
    const url = `http://127.0.0.1:${gateway.httpPort}${path}`;
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const response = await fetch(url, { method: 'POST', headers, body: text });
    const anyPage = response.headers.get('access-control-allow-origin');
    // biome-ignore lint/suspicious/noExplicitAny: the body is asserted on, field by field, by the test
    return { status: response.status, anyPage, body: (await response.json()) as any };
  };
  const json = { 'content-type': 'application/json' };
  const storedEvents = async (): Promise<Interaction[]> => {
    const events: Interaction[] = [];
    for await (const batch of gateway.deps.bus.read({ topic: TOPICS.interactions })) {
      events.push(...batch.map(({ value }) => decodeMessage(TOPICS.interactions, value)));
    }
    return events;
  };
  return {
    ...{ gateway, writeKey, ...otherKeys, send, storedEvents },
    /** The events of a user on the bus: type, item and quantity. */
    eventsOf: async (userId: string): Promise<unknown[]> =>
      (await storedEvents())
        .filter((event) => event.userId === userId)
        .map(({ type, itemId, quantity }) => [interactionTypeName(type), itemId, quantity]),
    /** Sends a call as Segment's libraries for servers do. */
    post: (call: string, body: object, key = writeKey) => {
      const authorization = `Basic ${Buffer.from(`${key}:`).toString('base64')}`;
      return send(`/segment/v1/${call}`, body, { authorization, ...json });
    },
    /** Sends a request of the Measurement Protocol. */
    collect: (body: object, key = writeKey) => send(`/mp/collect?measurement_id=G-1&api_secret=${key}`, body, json),
    async close(): Promise<void> {
      await gateway.close();
      rmSync(folder, { recursive: true });
    },
  };
}
