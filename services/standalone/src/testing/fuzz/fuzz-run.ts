import { setTimeout } from 'node:timers/promises';
import { TOPICS } from '@stars/contracts';
import { SeededRandom } from '@stars/datasets/testing';
import type { OutgoingMessage } from '@stars/event-bus';
import { collectGarbage } from '@stars/platform';
import type { StackConfig } from '@stars/stack';
import { TenantWorld } from '../tenant-world.js';
import { type ApiCase, ApiCases, type ApiDocument } from './api-cases.js';
import { countLetters, type Unexplained } from './count-letters.js';
import { HostileConnections } from './hostile-connections.js';
import { OutcomeTable } from './outcome-table.js';
import { problemOf } from './problem-of.js';
import { GrpcSender, HttpSender } from './senders.js';
import { deletedUser, type TopicCase, TopicCases } from './topic-cases.js';

/** Cases at a time. */
const CONCURRENT = 16;
/** Messages of a topic that are published at once. */
const BATCH = 50;
const MIB = 1024 * 1024;

/** One run of the fuzz: hostile input from `north`, while `south` has secrets. */
export class FuzzRun {
  readonly table = new OutcomeTable();
  /** What was not meant, each with its case. */
  readonly failures: string[] = [];

  private constructor(
    private readonly seed: number,
    private readonly world: TenantWorld,
    private readonly cases: ApiCases,
    private readonly http: HttpSender,
    private readonly grpc: GrpcSender,
    readonly connections: HostileConnections,
  ) {}

  /** @param configOf The stack; default: embedded. */
  static async open(seed: number, configOf?: (dataDir: string) => StackConfig): Promise<FuzzRun> {
    // If its files changed all the time, no export would end.
    const world = await TenantWorld.open('error', configOf, 0.05);
    const { httpPort, grpcPort } = world.standalone.ports!;
    const bearer = (key: string): string => `Bearer ${key}`;
    const south = JSON.parse((await world.call('south', '/v1/users/ann/history?page_size=1')).text) as {
      next_page_token: string;
    };
    const list = JSON.parse((await world.call('south', '/v1/recommend?user_id=ann')).text) as {
      recommendation_id: string;
    };
    const callers = {
      good: bearer(world.keyOf('north')),
      powerless: bearer(world.newKey({ rights: ['context'] })),
      wrong: [
        bearer(world.newKey({ expires: Date.now() - 1 })),
        bearer(world.newKey({ revoked: true })),
        bearer(`${world.keyOf('north')}x`),
        bearer(''),
        'Basic bm9ydGg6c291dGg=',
        bearer('eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4IiwidGVuYW50cyI6InNvdXRoIn0.'),
        bearer('x'.repeat(7000)),
        world.keyOf('north'),
      ],
      otherTenant: 'south',
      otherIds: ['only-south', 'item-1', 'ann', list.recommendation_id, south.next_page_token].filter(Boolean),
    };
    const document = (await (await fetch(`http://127.0.0.1:${httpPort}/openapi.json`)).json()) as ApiDocument;
    const connections = new HostileConnections({ http: httpPort, grpc: grpcPort });
    const cases = new ApiCases(document, callers);
    const run = new FuzzRun(seed, world, cases, new HttpSender(httpPort), new GrpcSender(grpcPort), connections);
    await run.#knows(callers.powerless);
    return run;
  }

  drained(): Promise<void> {
    return this.world.drained();
  }

  /** MiB after a collection of garbage, once all is handled: what is in work differs by more than the stores grow. */
  async memory(): Promise<{ heap: number; rss: number }> {
    await this.drained();
    collectGarbage();
    const { heapUsed, external, rss } = process.memoryUsage();
    return { heap: Math.round((heapUsed + external) / MIB), rss: Math.round(rss / MIB) };
  }

  /** Sends the cases of these numbers, and so many broken connections between them. */
  async callApi(from: number, to: number, connections: number): Promise<void> {
    let next = Math.round(from);
    const end = Math.round(to);
    let opened = 0;
    const work = async (): Promise<void> => {
      while (next < end) {
        const n = next++;
        const share = (n - from) / (to - from);
        const random = this.#randomOf(n);
        if (opened < share * connections) {
          opened++;
          await this.#connect(random);
        }
        await this.#call(n, this.cases.at(n, random));
      }
    };
    await Promise.all(Array.from({ length: CONCURRENT }, work));
    for (; opened < connections; opened++) await this.#connect(this.#randomOf(end + opened));
  }

  /** Sends the example of every method, once what was sent before is handled. Returns what does not answer it. */
  async unanswered(): Promise<string[]> {
    await this.drained();
    const rows: string[] = [];
    for (const { transport, call, row } of this.cases.examples(this.#randomOf(0))) {
      const { name } = await this[transport].send(call);
      if (name !== 'OK') rows.push(`${row}: ${name}`);
    }
    return rows;
  }

  /** All that can be looked up of the other tenant. */
  async otherTenant(): Promise<string[]> {
    const paths = [
      '/v1/items/item-1',
      '/v1/items/only-south',
      '/v1/users/ann',
      '/v1/users/ann/history',
      '/v1/users/only-south',
    ];
    return Promise.all(paths.map(async (path) => (await this.world.call('south', path)).text));
  }

  /**
   * Publishes messages for every topic and waits until all are handled. Returns which unreadable messages no group gave up, and dead
   * letters whose reason nobody knows.
   */
  async fillTopics(count: number): Promise<Unexplained> {
    const { bus } = this.world.standalone.stack;
    const cases = await TopicCases.from(bus);
    const sent: TopicCase[] = [];
    const deletions: OutgoingMessage[] = [];
    for await (const batch of bus.read({ topic: TOPICS.users })) deletions.push(...batch);
    const waiting = new Map<string, OutgoingMessage[]>();
    const publish = async (topic: string): Promise<void> => {
      await bus.publish(topic, waiting.get(topic) ?? []);
      waiting.set(topic, []);
    };
    for (let n = 0; n < count; n++) {
      const one = cases.at(n, this.#randomOf(0x4000_0000 + n));
      sent.push(one);
      const { topic, message } = one;
      if (topic === TOPICS.users) deletions.push(message);
      waiting.set(topic, [...(waiting.get(topic) ?? []), message]);
      if (waiting.get(topic)!.length === BATCH) await publish(topic);
    }
    for (const topic of waiting.keys()) await publish(topic);
    await this.drained();
    const result: Unexplained = { unread: [], unknown: [] };
    const forgotten = new Set(deletions.map(({ value }) => deletedUser(value)));
    for (const [topic, messages] of Map.groupBy(sent, ({ topic }) => topic)) {
      await countLetters(bus, { topic, messages, forgotten }, this.table, result);
    }
    return result;
  }

  /** A good message on each way in is handled. */
  async stillWorks(): Promise<void> {
    const { world } = this;
    const time = new Date().toISOString();
    for (const [path, body] of [
      ['/v1/items', { items: [{ item_id: 'after', title: 'after it all' }] }],
      ['/v1/users', { users: [{ user_id: 'after', features: { segment: 'a' } }] }],
      ['/v1/track', { interactions: [{ user_id: 'after', item_id: 'item-1', type: 'purchase', time }] }],
    ] as const) {
      const { status, text } = await world.call('north', path, body);
      if (status !== 200) throw new Error(`${path} no longer works: ${text}`);
    }
    await this.drained();
    for (const [path, part] of [
      ['/v1/items/after', 'after it all'],
      ['/v1/users/after', '"segment":"a"'],
      ['/v1/users/after/history', '"item_id":"item-1"'],
      ['/v1/recommend?user_id=after', '"items":[{'],
      ['/readyz', '"ready"'],
    ] as const) {
      const { status, text } = await world.call('north', path);
      if (status !== 200 || !text.includes(part)) throw new Error(`${path} no longer works: ${text}`);
    }
  }

  report(): string {
    return `seed ${this.seed}, ${this.table.total} cases\n${this.table}`;
  }

  async close(): Promise<void> {
    this.connections.close();
    this.http.close();
    this.grpc.close();
    await this.world.close();
  }

  /** The server looks at its file of keys once a second. */
  async #knows(authorization: string): Promise<void> {
    const call = { method: 'GET', path: '/v1/popular', headers: { authorization } };
    for (let tries = 0; (await this.http.send(call)).name !== 'STARS_PERMISSION_DENIED'; tries++) {
      if (tries > 200) throw new Error('the server does not read its file of keys again');
      await setTimeout(50);
    }
  }

  #randomOf(n: number): SeededRandom {
    return new SeededRandom(Math.imul(this.seed, 0x9e37_79b9) ^ n);
  }

  async #connect(random: SeededRandom): Promise<void> {
    const server = random.pick(['grpc', 'http'] as const);
    if (this.connections.slow < 64) this.connections.addSlow(server);
    this.connections.trickle();
    this.table.add(`connection ${server}`, await this.connections.send(server, random));
  }

  async #call(n: number, one: ApiCase): Promise<void> {
    const outcome = await this[one.transport].send(one.call);
    this.table.add(one.row, outcome.name.replace('STARS_', ''));
    const wrong = problemOf(one, outcome);
    if (!wrong) return;
    const { path, method, headers, body } = one.call;
    const { authorization: _, ...others } = headers;
    const input = `${method} ${path} ${JSON.stringify(others)} ${body?.toString('latin1').slice(0, 600)}`;
    this.failures.push(
      `case ${n}, ${one.row}, ${one.kind}: ${wrong}\n  ${input.slice(0, 1500)}\n  ${outcome.text.slice(0, 600)}`,
    );
  }
}
