import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** Where the built packages lie: the children run what was built, as separate processes. */
const built = (library: string): string => new URL(`../../../../${library}/dist/index.js`, import.meta.url).href;

const PRELUDE = `
  import { writeSync } from 'node:fs';
  import { openDatabase } from '${built('foundation/sqlite')}';
  import { SqliteEventBus } from '${built('stores/event-bus')}';
  import { SqliteProfileStore } from '${built('stores/profile-store')}';
  const [file, ...parameters] = process.argv.slice(1);
  const db = openDatabase(file);
  const bus = new SqliteEventBus(db, { leaseMs: 400, pollMs: 10, backOff: { firstMs: 5, mostMs: 50 } });
  const profiles = new SqliteProfileStore(db);
  // Synchronous, so that a line is out before anything else happens.
  const say = (line) => writeSync(1, line + '\\n');
  const message = (n) => {
    const event = { user: 'u' + Math.floor(n / 50), item: 'i' + n, time: 1000 + n };
    return { key: event.user, id: 'e' + n, value: new TextEncoder().encode(JSON.stringify(event)) };
  };
`;

/** Publishes events from a number on, in batches of 1 to 40, and says which are acknowledged. */
const PUBLISHER = `${PRELUDE}
  let n = Number(parameters[0]);
  let state = Number(parameters[1]);
  say('ready');
  for (;;) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const size = 1 + (state >>> 16) % 40;
    const { appended } = await bus.publish('events', Array.from({ length: size }, (_, i) => message(n + i)));
    say('acknowledged ' + n + ' ' + (n + size) + ' ' + appended);
    n += size;
  }
`;

/** Puts events into histories; with the word "drain" it ends once there is nothing left. */
const CONSUMER = `${PRELUDE}
  await bus.consume({
    group: 'histories',
    topics: ['events'],
    batchSize: 100,
    handler: async (messages) => {
      const byUser = Map.groupBy(messages, (message) => message.key);
      const updates = [...byUser].map(([userId, list]) => ({
        userId,
        events: list.map((entry) => {
          const { item, time } = JSON.parse(new TextDecoder().decode(entry.value));
          return { eventId: entry.id, itemId: item, type: 1, time, region: '' };
        }),
      }));
      await profiles.appendEvents('default', updates);
      await new Promise(setImmediate);
    },
  });
  say('ready');
  if (parameters[0] === 'drain') {
    while ((await bus.lag('histories', ['events'])).get('events') > 0) await new Promise((go) => setTimeout(go, 20));
    await bus.close();
    db.close();
  }
`;

/** Says what the log and the histories hold: one JSON line. */
const AUDITOR = `${PRELUDE}
  const log = [];
  for await (const batch of bus.read({ topic: 'events' })) log.push(...batch.map(({ id, offset }) => [id, offset]));
  const { userIds } = await profiles.scan('default', { limit: 1e6 });
  const items = (await profiles.get('default', userIds)).flatMap((user) => user.history.map((event) => event.itemId));
  say(JSON.stringify({ log, items, check: db.prepare('PRAGMA integrity_check').get().integrity_check }));
  await bus.close();
  db.close();
`;

/** Stops for ever within a publish's transaction, after all of its messages were written. */
const STUCK_PUBLISHER = `${PRELUDE}
  await bus.publish('events', [message(0)]);
  const transaction = db.transaction.bind(db);
  db.transaction = (work) =>
    transaction(() => {
      work();
      say('inside');
      for (;;);
    });
  await bus.publish('events', Array.from({ length: 5000 }, (_, i) => message(1 + i)));
`;

const PROGRAMS = { publisher: PUBLISHER, consumer: CONSUMER, auditor: AUDITOR, 'stuck publisher': STUCK_PUBLISHER };

export interface Child {
  process: ChildProcess;
  /** Resolves with the first line that begins so; rejects where the child ends without one. */
  line(beginning: string): Promise<string>;
  /** Exit code, or the signal's name. */
  ended: Promise<number | string>;
}

export const startProgram = (
  name: keyof typeof PROGRAMS,
  parameters: readonly string[],
  onLine?: (line: string) => void,
): Child => startSource(name, PROGRAMS[name], parameters, onLine);

/** Runs the source of a module in a process of its own. */
export function startSource(
  name: string,
  source: string,
  parameters: readonly string[],
  onLine: (line: string) => void = () => undefined,
): Child {
  const child = spawn(process.execPath, ['--input-type=module', '-e', source, ...parameters], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines: string[] = [];
  const waiting = new Set<() => void>();
  const reader = createInterface({ input: child.stdout });
  reader.on('line', (line) => {
    lines.push(line);
    onLine(line);
    for (const look of waiting) look();
  });
  const ended = new Promise<number | string>((resolve) => {
    child.on('close', (code, signal) => resolve(code ?? signal ?? 'unknown'));
  });
  const line = (beginning: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        const found = lines.find((candidate) => candidate.startsWith(beginning));
        if (found === undefined) return;
        waiting.delete(look);
        resolve(found);
      };
      waiting.add(look);
      look();
      void ended.then((how) => reject(new Error(`${name} ended (${how}) before it said "${beginning}"`)));
    });
  return { process: child, line, ended };
}
