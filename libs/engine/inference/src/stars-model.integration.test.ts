import { InteractionType } from '@stars/contracts';
import {
  buildLearnedItems,
  CandidateSampler,
  ContextTimeline,
  Histories,
  InteractionLogBuilder,
  SideEncoder,
  type TokenEvent,
  TrainingBatches,
  UserFeatureEncoder,
} from '@stars/features';
import { createRandom, encode, generalVectors, nextVectors, tf } from '@stars/model';
import { beforeAll, describe, expect, it } from 'vitest';
import { contentOf } from './content-artifact.js';
import type { ModelArtifact } from './model-artifact.js';
import { StarsModel } from './stars-model.js';
import { TINY_EMBEDDING_MODEL, tinyArtifact, tinyFeatures, tinyManifest, tinySpec } from './testing/tiny-model.js';

const HOUR = 3_600_000;
const START = Date.UTC(2017, 10, 20, 9);
const ITEMS = [...'abcdefgh'];
const { INTERACTION_TYPE_VIEW: VIEW, INTERACTION_TYPE_PURCHASE: BUY } = InteractionType;
const features = new Map(ITEMS.map((id, i) => [id, tinyFeatures(id, { tags: i % 3 === 0 ? ['sweet'] : [] })]));
const event = (itemId: string, hours: number, type: number = BUY, region = 'n'): TokenEvent => ({
  itemId,
  type,
  time: START + hours * HOUR,
  region,
});
const timeline = new ContextTimeline();
timeline.add({
  tenantId: 'default',
  eventId: 'w',
  region: 'n',
  validFrom: new Date(START + 20 * HOUR),
  validUntil: new Date(START + 60 * HOUR),
  signals: { temperature: 18 },
  itemSignals: [{ name: 'promotion', value: 1, itemIds: ['c'] }],
});

let artifact: Omit<ModelArtifact, 'manifest'>;
let model: StarsModel;
let tokens: Map<string, Float32Array>;

beforeAll(async () => {
  artifact = tinyArtifact(ITEMS);
  const manifest = { ...tinyManifest('tiny', artifact), config: {}, files: [] };
  model = StarsModel.create({ ...artifact, manifest, weights: new Map(artifact.weights) });
  const encoded = model.encodeItems([...features.values()]);
  tokens = new Map(ITEMS.map((id, i) => [id, encoded[i]!.token]));
});

const encodeOne = (history: TokenEvent[], userFeatures: Record<string, number | string> = {}, line = timeline) =>
  model.encodeUsers([{ features: userFeatures, history }], tokens, line)[0]!;

function expectClose(a: ArrayLike<number>, b: ArrayLike<number>, bound: number): void {
  expect(a.length).toBe(b.length);
  for (let i = 0; i < a.length; i++) expect(Math.abs(a[i]! - b[i]!)).toBeLessThan(bound);
}
const distance = (a: Float32Array, b: Float32Array): number => Math.hypot(...a.map((x, i) => x - b[i]!));

describe('serving and training', () => {
  /** The training arrays of one user's whole history, encoded as training does; no dropout. */
  function encodeAsTraining(history: TokenEvent[], userFeatures: Record<string, number | string>) {
    const builder = new InteractionLogBuilder();
    for (const each of history) builder.add({ ...each, userId: 'u', sessionId: '' });
    const log = builder.build();
    const learned = buildLearnedItems(
      {
        ids: ITEMS,
        counts: new Uint32Array(ITEMS.length).fill(1),
        targets: new Uint32Array(ITEMS.length).fill(1),
      },
      features,
      artifact.spec.tags,
      artifact.config.contentWidth,
    );
    const itemRow = Int32Array.from(log.items, (id) => ITEMS.indexOf(id));
    const histories = new Histories(log, itemRow);
    const user = new UserFeatureEncoder(artifact.spec);
    const batches = new TrainingBatches(
      histories,
      learned,
      new Map([['u', userFeatures]]),
      { side: new SideEncoder(artifact.spec, timeline), user, userNumbers: artifact.spec.userNumbers.length },
      new CandidateSampler(
        { prior: new Float32Array(ITEMS.length), subclass: learned.subclass },
        { candidates: 100, subclassShare: 0 },
      ),
      { maxLength: 32, batchSize: 1, cuts: 1, horizonDays: 1, contextDropout: 0, deltaMinCount: 1 },
    );
    const until = histories.baskets(0).starts.length - 1;
    const window = { history: 0, from: 0, until, length: history.length };
    const random = createRandom(1);
    // Cuts fall at random: until one falls at the end, where serving has its own.
    for (;;) {
      const { sequences } = batches.build([window], random);
      if (sequences.cutBasket[0] === until) return { sequences, order: [...sequences.item].map((i) => ITEMS[i]!) };
    }
  }

  it('make the same vectors of the same history, by two callers of one path', () => {
    const history = [
      event('a', 0, VIEW),
      event('c', 25),
      event('b', 40, BUY, 's'),
      event('e', 40, BUY, 's'),
      event('c', 90),
      event('h', 90),
    ];
    const userFeatures = { age: 30, segment: 'b' };
    const { sequences, order } = encodeAsTraining(history, userFeatures);
    // Training shuffles a basket; serving is given the order that training drew.
    const remaining = [...history];
    const served = order.map((itemId, i) => {
      const at = remaining.findIndex((each) => each.itemId === itemId && each.time === history[i]!.time);
      return remaining.splice(at, 1)[0]!;
    });
    const once = tf.tidy(() => {
      const parameters = new Map([...artifact.weights].map(([n, { shape, values }]) => [n, tf.tensor(values, shape)]));
      const table = Float32Array.from(ITEMS.flatMap((id) => [...tokens.get(id)!]));
      const states = encode(
        artifact.config,
        parameters,
        tf.tensor2d(table, [ITEMS.length, artifact.config.width]),
        sequences,
      );
      const last = Int32Array.of(history.length - 1);
      return [nextVectors(parameters, states.items, last), generalVectors(parameters, states.copies, Int32Array.of(0))];
    });
    const trained = once.map((tensor) => tensor.dataSync());
    const { next, general } = encodeOne(served, userFeatures);
    expectClose(next, trained[0]!, 1e-5);
    expectClose(general, trained[1]!, 1e-5);
    tf.dispose(once);
  });
});

describe('encodeUsers', () => {
  const history = Array.from({ length: 20 }, (_, i) => event(ITEMS[(5 * i) % 8]!, 11 * i));

  it('encodes users the same alone, together, and in passes of many', () => {
    const users = Array.from({ length: 131 }, (_, i) => ({ features: {}, history: history.slice(0, i % 20) }));
    const together = model.encodeUsers(users, tokens, timeline);
    for (const i of [0, 1, 7, 19, 127, 128, 130]) {
      const alone = encodeOne(users[i]!.history);
      expectClose(together[i]!.next, alone.next, 1e-5);
      expectClose(together[i]!.general, alone.general, 1e-5);
    }
  });

  it('reads the last L events that have a token, and no others', () => {
    const { maxLength } = model.config;
    const long = Array.from({ length: maxLength + 9 }, (_, i) => event(ITEMS[i % 8]!, 3 * i));
    const strangers = long.flatMap((each) => [each, { ...each, itemId: 'unknown' }]);
    const [all, last] = [encodeOne(strangers), encodeOne(long.slice(-maxLength))];
    expectClose(all.next, last.next, 1e-6);
    expect(distance(encodeOne(long.slice(0, maxLength)).next, last.next)).toBeGreaterThan(0.01);
  });

  it('has h_gen for h_next if there is no event to read', () => {
    for (const nothing of [[], [event('unknown', 1)]]) {
      const { next, general } = encodeOne(nothing);
      expect([...next]).toEqual([...general]);
    }
  });

  it.each<[string, TokenEvent[], Record<string, number | string>, ContextTimeline]>([
    ['a user’s features', history, { segment: 'b' }, timeline],
    ['the type of the last event', [...history.slice(0, -1), { ...history.at(-1)!, type: VIEW }], {}, timeline],
    [
      'the time of the last event',
      [...history.slice(0, -1), { ...history.at(-1)!, time: START + 9999 * HOUR }],
      {},
      timeline,
    ],
    ['the region of its events, which had weather', history.map((each) => ({ ...each, region: 's' })), {}, timeline],
    ['signals', history, {}, new ContextTimeline()],
    ['an earlier item', [event('h', 0), ...history.slice(1)], {}, timeline],
  ])('depends on %s', (_, changed, userFeatures, line) => {
    const [before, after] = [encodeOne(history), encodeOne(changed, userFeatures, line)];
    expect(distance(before.next, after.next)).toBeGreaterThan(1e-4);
    expect(distance(before.general, after.general)).toBeGreaterThan(1e-4);
  });
});

describe('encodeItems', () => {
  it('gives δ only to learned items that have one', async () => {
    const bare = { ...artifact, hasDelta: Int32Array.from(ITEMS, (id) => (id === 'a' ? 0 : 1)) };
    const manifest = { ...tinyManifest('bare', artifact), config: {}, files: [] };
    const other = StarsModel.create({ ...bare, manifest, weights: new Map(artifact.weights) });
    const of = (id: string, text: string, from = other) => from.encodeItems([tinyFeatures(id, { text })])[0]!;
    // Without a δ an item is its content: one with the same text is the same.
    expect([...of('a', 'x').vector]).toEqual([...of('new', 'x').vector]);
    expect([...of('a', 'x').token]).toEqual([...of('new', 'x').token]);
    expect(distance(of('b', 'x').vector, of('new', 'x').vector)).toBeGreaterThan(0.01);
    expect(distance(of('a', 'x', model).vector, of('new', 'x').vector)).toBeGreaterThan(0.01);
  });

  it('knows features of its own embedding model from others', () => {
    const own = tinyFeatures('a');
    expect(model.reads(own)).toBe(true);
    expect(model.reads({ ...own, embedding: own.embedding.slice(4) })).toBe(false);
    expect(model.reads({ ...own, embeddingModel: 'another' })).toBe(false);
    expect(TINY_EMBEDDING_MODEL).toBe(own.embeddingModel);
  });

  it('reads the tags it knows', () => {
    const [plain, sweet, strange] = model.encodeItems([
      tinyFeatures('a'),
      tinyFeatures('a', { tags: ['sweet'] }),
      tinyFeatures('a', { tags: ['unheard of'] }),
    ]);
    expect(distance(plain!.vector, sweet!.vector)).toBeGreaterThan(0.01);
    expect([...plain!.vector]).toEqual([...strange!.vector]);
    expect(tinySpec().tags).toContain('sweet');
  });
});

describe('a model without some of its items', () => {
  it('treats them as cold-start items, and encodes the others as before', async () => {
    const width = artifact.config.contentWidth;
    const embedding = new Float32Array(ITEMS.length * width).fill(1);
    const content = contentOf({ ids: ITEMS, embedding, tags: new Float32Array(0) }, width, () => ['food'], []);
    const manifest = { ...tinyManifest('whole', artifact), config: {}, files: [] };
    const whole = StarsModel.create({ ...artifact, content, manifest, weights: new Map(artifact.weights) });
    const view = whole.without(new Set(['a']));
    expect(['a', 'b'].map((id) => [whole.isColdStart(id), view.isColdStart(id)])).toEqual([
      [false, true],
      [false, false],
    ]);
    const [own, other] = ['a', 'b'].map((id) => [whole, view].map((of) => of.encodeItems([tinyFeatures(id)])[0]!));
    expect(distance(own![0]!.vector, own![1]!.vector)).toBeGreaterThan(0.01);
    expect([...other![0]!.vector]).toEqual([...other![1]!.vector]);
  });
});
