import { spawnSync } from 'node:child_process';
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { encodeInteraction, encodeItemFeatures, encodeUserDelete, Interaction, TOPICS } from '@stars/contracts';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { TrainingRecipe } from './recipe.js';
import { type ShopOnABus, shopOnABus } from './testing/shop-on-a-bus.js';
import { train } from './train.js';
import type { TrainOptions } from './train-options.js';
import { openRun } from './training-run.js';

const RECIPE: Partial<TrainingRecipe> = { epochs: 2, batchSize: 6, contextDropout: 0.2 };
/** After all events. */
const NOW = Date.parse('2030-01-01T00:00:00Z');
const REQUEST = { place: { timeZone: 'UTC', country: 'US' }, size: 'tiny', recipe: RECIPE, now: NOW } as const;
const HOUR = 3_600_000;
const built = (path: string): string => new URL(`../../../${path}/dist/index.js`, import.meta.url).href;

/** Trains with a checkpoint at every second step, and kills itself with signal 9 before the sixth: each asks the signal once. */
const KILLED = `
  import { openDatabase } from '${built('foundation/sqlite')}';
  import { SqliteEventBus } from '${built('stores/event-bus')}';
  import { train } from '${built('learning/training')}';
  const [dataDir, request] = process.argv.slice(1);
  const bus = new SqliteEventBus(openDatabase(dataDir + '/stars.db'));
  let steps = 0;
  const signal = {
    throwIfAborted() {},
    addEventListener() {},
    removeEventListener() {},
    get aborted() {
      if (++steps >= 6) process.kill(process.pid, 'SIGKILL');
      return false;
    },
  };
  const checkpoints = { everyMs: Infinity, everySteps: 2 };
  await train({ ...JSON.parse(request), bus, dataDir, signal, checkpoints });
`;

let world: ShopOnABus;
let warnings: string[];
beforeEach(async () => {
  warnings = [];
  world = await shopOnABus({ seed: 5, users: 16, items: 24, days: 30, nextItemShare: 0.5 });
}, 60_000);
afterEach(() => world?.close());

const request = (options: Partial<TrainOptions>): TrainOptions => {
  const { bus, dataDir } = world;
  return { ...REQUEST, bus, dataDir, onWarning: (message) => warnings.push(message), ...options };
};
/** What a training that was asked for now would do. */
const opened = (options: Partial<TrainOptions> = {}) => openRun(request(options));

async function trained() {
  const { version, manifest } = await train(request({}));
  return { version, events: manifest.metrics['interactions'], files: manifest.files };
}

function killedTraining(): void {
  const given = ['--input-type=module', '-e', KILLED, world.dataDir, JSON.stringify(REQUEST)];
  const { signal, stderr } = spawnSync(process.execPath, given, { encoding: 'utf8' });
  expect(signal, stderr).toBe('SIGKILL');
}

const sell = (count: number) =>
  world.bus.publish(
    TOPICS.interactions,
    Array.from({ length: count }, (_, n) => {
      const { itemId, userId, time } = world.shop.events.at(-1 - n)!;
      const later = new Date(time!.getTime() + HOUR);
      return encodeInteraction(
        Interaction.fromPartial({ ...world.shop.events[n]!, userId, itemId, time: later, eventId: `later-${n}` }),
      );
    }),
  );

it('a training killed with signal 9 goes on with its plan though events came, to the weights of a calm one', async () => {
  const calm = await trained();
  for (const folder of ['models', 'runs']) rmSync(join(world.dataDir, folder), { recursive: true });
  killedTraining();
  await sell(50);
  const [known] = world.features;
  const changed = [
    { ...known!, itemVersion: known!.itemVersion + 1 },
    { ...known!, itemId: 'a-new-one' },
  ];
  await world.bus.publish(
    TOPICS.itemFeatures,
    changed.map((features) => encodeItemFeatures(features)),
  );
  // It begins anew if it is told to, asked for something else, or if the plan is too old.
  const others = [{ anew: true }, { seed: 2 }, { recipe: { ...RECIPE, epochs: 1 } }, { now: NOW + 49 * HOUR }];
  for (const other of others) expect((await opened(other)).version).not.toBe(calm.version);
  expect(warnings).toEqual([]);
  const resumed = await trained();
  expect(resumed).toEqual(calm);
  expect(warnings).toEqual([expect.stringMatching(/goes on with the training .* begun 2030-01-01/)]);
  expect(readdirSync(join(world.dataDir, 'runs', calm.version)).sort()).toEqual(['curves.jsonl', 'run.json']);
  // The next one knows what came meanwhile.
  const { version, offsets } = await opened();
  expect(version).not.toBe(calm.version);
  const events = [...(await world.bus.endOffsets(TOPICS.interactions)).values()];
  expect(offsets[TOPICS.interactions]!.map(([, end]) => end)).toEqual(events);
}, 120_000);

it('a user deleted since is in no model: the fit starts over without them, on the same plan', async () => {
  killedTraining();
  const [unfinished] = readdirSync(join(world.dataDir, 'runs'));
  const { userId } = world.shop.events[0]!;
  const own = world.shop.events.filter((event) => event.userId === userId).length;
  const time = new Date(Math.max(...world.shop.events.map((event) => event.time!.getTime())) + HOUR);
  await world.bus.publish(TOPICS.users, [encodeUserDelete({ tenantId: 'default', userId, time })]);
  await sell(50);
  const resumed = await trained();
  expect(resumed).toMatchObject({ version: unfinished, events: world.shop.events.length - own });
  expect(warnings).toEqual([
    expect.stringContaining('goes on with the training'),
    expect.stringMatching(/data .* changed since .* starts over/),
  ]);
}, 120_000);
