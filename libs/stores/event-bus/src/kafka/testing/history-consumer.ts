import { type Child, startSource } from '../../testing/kill-programs.js';

const built = (library: string): string => new URL(`../../../../../${library}/dist/index.js`, import.meta.url).href;

const PRELUDE = `
  import { writeSync } from 'node:fs';
  import { openDatabase } from '${built('foundation/sqlite')}';
  import { openKafkaEventBus } from '${built('stores/event-bus')}';
  import { SqliteProfileStore } from '${built('stores/profile-store')}';
  const [file, brokers, topic, fatal] = process.argv.slice(1);
  const db = openDatabase(file);
  const profiles = new SqliteProfileStore(db);
  // Synchronous, so that a line is out before anything else happens.
  const say = (line) => writeSync(1, line + '\\n');
`;

/**
 * Puts events into histories and says "delivered N" of each batch, once its effect is stored. At the batch numbered
 * \`fatal\` it dies then, before the bus hears of it; with \`fatal\` 0 it ends once nothing is left.
 */
const CONSUMER = `${PRELUDE}
  const bus = await openKafkaEventBus({ brokers: [brokers], sessionTimeoutMs: 6000, timeoutMs: 60_000 });
  let batches = 0;
  await bus.consume({
    group: 'histories',
    topics: [topic],
    batchSize: 100,
    handler: async (messages) => {
      const byUser = Map.groupBy(messages, (message) => message.key);
      const updates = [...byUser].map(([userId, list]) => ({
        userId,
        events: list.map((entry) => ({ eventId: entry.id, ...JSON.parse(new TextDecoder().decode(entry.value)) })),
      }));
      await profiles.appendEvents('default', updates);
      say('delivered ' + messages.length);
      if (++batches === Number(fatal)) process.kill(process.pid, 'SIGKILL');
    },
  });
  say('ready');
  if (fatal === '0') {
    do await new Promise((go) => setTimeout(go, 200));
    while ((await bus.lag('histories', [topic])).get(topic) > 0);
    await bus.close();
    db.close();
  }
`;

/** Says what the histories hold: one JSON line, item ids by user. */
const AUDITOR = `${PRELUDE}
  const { userIds } = await profiles.scan('default', { limit: 1e6 });
  const found = await profiles.get('default', userIds);
  say(JSON.stringify(Object.fromEntries(found.map(({ userId, history }) => [userId, history.map((e) => e.itemId)]))));
  db.close();
`;

export const startHistoryConsumer = (
  parameters: { file: string; brokers: string; topic: string; fatal: number },
  onLine: (line: string) => void,
): Child => {
  const { file, brokers, topic, fatal } = parameters;
  return startSource('consumer', CONSUMER, [file, brokers, topic, String(fatal)], onLine);
};

export async function auditHistories(file: string): Promise<Record<string, string[]>> {
  const auditor = startSource('auditor', AUDITOR, [file]);
  const found = JSON.parse(await auditor.line('{'));
  await auditor.ended;
  return found;
}
