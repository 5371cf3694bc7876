import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { ITEMS, USERS, VersionWorld } from './testing/version-world.js';

type Step =
  | { do: 'roll out' | 'roll back' | 'settle' | 'restart' | 'crash' }
  | { do: 'serve'; which: number }
  | { do: 'die'; calls: number }
  | { do: 'buy'; user: string; item: string }
  | { do: 'recommend'; user: string }
  | { do: 'change'; item: string }
  | { do: 'delete'; item: string };

const item = fc.constantFrom(...ITEMS);
const user = fc.constantFrom(...USERS);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('roll out', 'roll back', 'settle', 'restart', 'crash') }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('serve'), which: fc.nat(9) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('die'), calls: fc.nat(40) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constantFrom('buy', 'recommend', 'recommend'), user, item }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('change', 'delete'), item }) },
) as fc.Arbitrary<Step>;

let world: VersionWorld | undefined;
afterEach(async () => {
  await world?.close();
  world = undefined;
});

const counts = { requests: 0, switches: 0, crashes: 0, withVectors: 0 };

/** A request uses one version from beginning to end, and gets an answer. */
async function recommend(of: VersionWorld, userId: string): Promise<string> {
  of.searched();
  const { modelVersion, items } = await of.recommend(userId);
  counts.requests++;
  const searched = of.searched();
  if (searched.length > 0) {
    counts.withVectors++;
    expect(searched).toEqual([modelVersion]);
  }
  expect(items.length).toBeGreaterThan(0);
  return modelVersion;
}

describe('vectors of different versions', () => {
  it('never mix, in any order of roll-outs, roll-backs, events, changes of items, crashes and requests', {
    tags: ['long'],
  }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
        await world?.close();
        world = new VersionWorld();
        await world.open();
        const versions: string[] = [await world.announce()];
        let changes = 1;
        for (const each of steps) {
          switch (each.do) {
            case 'roll out':
              versions.push(await world.announce());
              break;
            case 'roll back':
              await world.ask({ $case: 'rollBack', value: world.served.current('default')?.version ?? versions[0]! });
              break;
            case 'serve':
              await world.ask({ $case: 'version', value: versions[each.which % versions.length]! });
              break;
            case 'settle':
              await world.startEmbedder();
              await world.settle();
              break;
            case 'restart':
              await world.startEmbedder();
              break;
            case 'die':
              counts.crashes++;
              world.dieAfter(each.calls);
              break;
            case 'crash':
              counts.crashes++;
              await world.crash();
              break;
            case 'buy':
              await world.track(each.user, each.item);
              break;
            case 'change':
              await world.putItem(each.item, ++changes);
              break;
            case 'delete':
              await world.deleteItem(each.item, ++changes);
              break;
            case 'recommend':
              await recommend(world, each.user);
          }
        }
        for (const itemId of ITEMS) await world.putItem(itemId, ++changes);
        // At the end, one version serves, and every user and item has vectors of it.
        await world.crash();
        await world.startEmbedder();
        await world.settle();
        for (const userId of USERS) {
          const version = await recommend(world, userId);
          expect(version).toBe(world.served.current('default')!.version);
          const [profile] = await world.stack.profiles.get('default', [userId]);
          const vectors = profile!.vectors.find(({ modelVersion }) => modelVersion === version);
          expect(vectors?.asOf).toBe(profile!.history.at(-1)!.time);
          expect(await world.stack.vectors.count('default', version)).toBe(ITEMS.length);
        }
        expect(world.mixed).toEqual([]);
        counts.switches += (await world.switches()).length;
      }),
      { numRuns: 12 },
    );
    // At least one request was made.
    expect(counts.requests).toBeGreaterThan(60);
    expect(counts.withVectors).toBeGreaterThan(30);
    expect(counts.switches).toBeGreaterThan(12);
    expect(counts.crashes).toBeGreaterThan(3);
  });
});

describe('under load', () => {
  it('a roll-out and a roll-back fail no request, degrade none, and mix no versions', async () => {
    world = new VersionWorld();
    const of = world;
    await of.open();
    await of.announce();
    await of.settle();
    let running = true;
    const answers = new Map<string, number>();
    const degraded: string[] = [];
    let failed = 0;
    const client = async (userId: string): Promise<void> => {
      while (running) {
        try {
          const answer = await of.recommend(userId);
          answers.set(answer.modelVersion, (answers.get(answer.modelVersion) ?? 0) + 1);
          degraded.push(...answer.degradations.map(({ code }) => code));
        } catch {
          failed++;
        }
        // The embedder is in this process, too.
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    };
    const shop = async (): Promise<void> => {
      for (let i = 0; running; i++) {
        await of.track(USERS[i % USERS.length]!, ITEMS[i % ITEMS.length]!);
        await of.putItem(ITEMS[(3 * i) % ITEMS.length]!, i + 2);
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    };
    const load = Promise.all([...USERS, ...USERS].map(client).concat(shop()));
    const served = async (version: string): Promise<void> => {
      await expect.poll(() => of.served.current('default')?.version, { timeout: 100_000 }).toBe(version);
      const before = answers.get(version) ?? 0;
      await expect.poll(() => answers.get(version) ?? 0, { timeout: 100_000 }).toBeGreaterThan(before + 20);
    };
    try {
      await served('v1');
      await of.announce();
      await served('v2');
      await of.ask({ $case: 'rollBack', value: 'v2' });
      await served('v1');
      await of.announce();
      await served('v3');
    } finally {
      running = false;
      await load;
    }
    expect({ failed, degraded, mixed: of.mixed }).toEqual({ failed: 0, degraded: [], mixed: [] });
    expect(await of.switches()).toEqual(['v1', 'v2', 'v1', 'v3']);
    expect([...answers.keys()].sort()).toEqual(['v1', 'v2', 'v3']);
  });
});
