import { setTimeout as sleep } from 'node:timers/promises';
import { encodeCatalogUpsert, TOPICS } from '@stars/contracts';
import { SeededRandom } from '@stars/datasets/testing';
import { OpenAiClient, OpenAiTagger, parseVocabulary, type Tagger } from '@stars/text';
import { completion, OpenAiTestServer, productsOf, type ServerAnswer, type ServerRequest } from '@stars/text/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { item, lengthEmbedder, TaggerWorld } from './testing/tagger-world.js';

const TIME_LIMIT_MS = 600;
const WAIT = { timeout: 60_000, interval: 20 };

const vocabulary = parseVocabulary({
  name: 'test',
  version: 1,
  attributes: [
    {
      name: 'kind',
      description: 'k',
      values: [
        { value: 'milk', description: 'm' },
        { value: 'bread', description: 'b' },
      ],
    },
  ],
});

let world: TaggerWorld;
let server: OpenAiTestServer;
beforeEach(() => {
  world = new TaggerWorld();
});
afterEach(async () => {
  await world.close();
  await server.close();
});

/** A tagger that asks the server over HTTP, with the time limits and waits of a test. */
async function endpointTagger(answer: (request: ServerRequest, nth: number) => ServerAnswer): Promise<Tagger> {
  server = await OpenAiTestServer.start(answer);
  const endpoint = { baseUrl: server.baseUrl, timeoutMs: TIME_LIMIT_MS };
  const deps = {
    // The first wait between two tries is half a second.
    sleep: (ms: number, signal?: AbortSignal) => sleep(ms / 250, undefined, { signal }),
    random: Math.random,
    now: Date.now,
  };
  return new OpenAiTagger(new OpenAiClient(endpoint, deps), vocabulary, {
    model: 'm',
    batchSize: 10,
  });
}

const titlesOf = (request: ServerRequest): string[] => productsOf(request).map(({ text }) => text);
const rightAnswer = (request: ServerRequest): ServerAnswer =>
  completion({ products: productsOf(request).map(({ index }) => ({ index, tags: ['kind:milk', 'kind:gold', 'X'] })) });

/** Titles by number of the item: what the server does to requests that hold such a product. */
const titleOf = (index: number): string => {
  if (index % 100 === 7) return `refused ${index}`;
  if (index === 13) return `stalls ${index}`;
  if (index % 100 === 29) return `babbles ${index}`;
  if (index % 100 === 31) return `shy ${index}`;
  return `milk ${index}`;
};

/** An endpoint on a bad day: a third of all requests fail somehow, and some products break every answer they are in. */
function badDay(): (request: ServerRequest) => ServerAnswer {
  const random = new SeededRandom(1);
  const asked = new Map<string, number>();
  return (request) => {
    const titles = titlesOf(request);
    const dice = random.next();
    if (dice < 0.1) return { status: 429, headers: { 'retry-after': '0.02' }, body: { error: { message: 'slow' } } };
    if (dice < 0.15) return { status: 503, body: 'busy' };
    if (dice < 0.2) return { ...rightAnswer(request), cut: true };
    if (dice < 0.25) return { ...rightAnswer(request), body: '{"choices": [{"mess' };
    if (dice < 0.3) return completion({ productz: [] });
    if (dice < 0.32) return completion('{"products": [{"index": 0, "ta', 'length');
    if (titles.some((title) => title.startsWith('stalls'))) return { ...rightAnswer(request), stall: true };
    if (titles.some((title) => title.startsWith('refused')))
      return { status: 400, body: { error: { message: 'policy' } } };
    if (titles.some((title) => title.startsWith('babbles'))) return completion('I am sorry, but');
    const shy = titles.find((title) => title.startsWith('shy'));
    if (shy !== undefined && titles.length === 1) asked.set(shy, (asked.get(shy) ?? 0) + 1);
    // Answered at the third request for it alone, which is in its second attempt.
    if (shy !== undefined && (asked.get(shy) ?? 0) < 3) return completion('not yet');
    return rightAnswer(request);
  };
}

describe('the tagger and a faulty endpoint', { timeout: 90_000 }, () => {
  it('ends every product tagged or dead-lettered with reason and attempts, none twice, none lost', async () => {
    const sent = Array.from({ length: 500 }, (_, index) => item(`i${index}`, titleOf(index)));
    const tagger = await endpointTagger(badDay());
    await world.start({ models: { embedder: lengthEmbedder(), tagger }, batchSize: 200 });
    await world.bus.publish(
      TOPICS.catalog,
      sent.map((each) => encodeCatalogUpsert(each)),
    );
    const ended = async (): Promise<number> => world.published.length + (await world.deadLetters()).length;
    await vi.waitFor(async () => expect(await ended()).toBe(sent.length), WAIT);

    const tagged = world.published.map(({ itemId }) => `default/${itemId}`);
    const dead = await world.deadLetters();
    expect([...tagged, ...dead.map(({ itemKey }) => itemKey)].toSorted()).toEqual(
      sent.map(({ itemId }) => `default/${itemId}`).toSorted(),
    );
    const numberOf = (key: string): number => Number(key.slice('default/i'.length));
    const deadBy = (kind: string) => dead.filter(({ itemKey }) => titleOf(numberOf(itemKey)).startsWith(kind));
    // A refusal is not tried again; the others had three attempts. More are counted if their whole batch had to be repeated.
    expect(deadBy('refused')).toHaveLength(5);
    for (const letter of deadBy('refused')) {
      expect(letter).toMatchObject({ code: 'STARS_INVALID_FIELD', reason: expect.stringContaining('400: 400 policy') });
      expect(letter.attempt).toBeGreaterThanOrEqual(1);
    }
    expect([deadBy('stalls').length, deadBy('babbles').length]).toEqual([1, 5]);
    for (const { code, reason, attempt } of [...deadBy('stalls'), ...deadBy('babbles')]) {
      expect(code).toMatch(/^STARS_(?:DEADLINE_EXCEEDED|UNAVAILABLE|POISON_MESSAGE)$/);
      expect(reason).toMatch(/model/);
      expect(attempt).toBeGreaterThanOrEqual(3);
    }
    expect(world.published.filter(({ tags }) => tags.join() !== 'kind:milk')).toEqual([]);
    // The faults are random, but a healthy product does not fail three attempts of many tries each.
    expect(dead).toHaveLength(11);
    expect(tagged.filter((key) => titleOf(numberOf(key)).startsWith('shy'))).toHaveLength(5);
    expect(await world.metrics.expose()).toMatch(/stars_tagger_rejected_tags_total\{service="tagger"\} 978/);
  });

  it('waits for an endpoint that is away, and dead-letters nothing', async () => {
    let away = true;
    const tagger = await endpointTagger((request, nth) => {
      if (!away) return rightAnswer(request);
      const faults: ServerAnswer[] = [{ status: 503, body: {} }, { body: '', cut: true }, completion('no JSON')];
      return faults[nth % faults.length]!;
    });
    const sent = Array.from({ length: 30 }, (_, index) => item(`i${index}`, `milk ${index}`));
    await world.start({ models: { embedder: lengthEmbedder(), tagger } });
    await world.bus.publish(
      TOPICS.catalog,
      sent.map((each) => encodeCatalogUpsert(each)),
    );
    // Longer than all attempts on a product take.
    await vi.waitFor(() => expect(server.requests.length).toBeGreaterThan(60), WAIT);
    expect([world.published, await world.deadLetters()]).toEqual([[], []]);
    away = false;
    await vi.waitFor(() => expect(world.published).toHaveLength(30), WAIT);
    expect(await world.deadLetters()).toEqual([]);
  });

  it('pauses all requests for as long as an endpoint asks, and loses nothing to many 429 answers', async () => {
    const storm = { from: 0, until: 0, requests: 0 };
    const tagger = await endpointTagger((request) => {
      const now = Date.now();
      storm.from ||= now;
      storm.until ||= now + 400;
      if (now >= storm.until) return rightAnswer(request);
      storm.requests++;
      return { status: 429, headers: { 'retry-after': String((storm.until - now) / 1000) }, body: {} };
    });
    const sent = Array.from({ length: 100 }, (_, index) => item(`i${index}`, `milk ${index}`));
    await world.start({ models: { embedder: lengthEmbedder(), tagger } });
    await world.bus.publish(
      TOPICS.catalog,
      sent.map((each) => encodeCatalogUpsert(each)),
    );
    await vi.waitFor(() => expect(world.published).toHaveLength(100), WAIT);
    expect(await world.deadLetters()).toEqual([]);
    // Only the requests that ran when the first answer came, and none after.
    expect(storm.requests).toBeLessThanOrEqual(4);
  });

  it('does not let one product that stalls block the others', async () => {
    const tagger = await endpointTagger((request) =>
      titlesOf(request).some((title) => title.startsWith('stalls'))
        ? { ...rightAnswer(request), stall: true }
        : rightAnswer(request),
    );
    const first = [item('stuck', 'stalls'), ...Array.from({ length: 19 }, (_, n) => item(`a${n}`, `milk ${n}`))];
    await world.start({ models: { embedder: lengthEmbedder(), tagger }, retryDelaysMs: [600_000] });
    await world.bus.publish(
      TOPICS.catalog,
      first.map((each) => encodeCatalogUpsert(each)),
    );
    await vi.waitFor(() => expect(world.published).toHaveLength(19), WAIT);
    const start = performance.now();
    await world.bus.publish(TOPICS.catalog, [encodeCatalogUpsert(item('next', 'bread'))]);
    await vi.waitFor(() => expect(world.published).toHaveLength(20), WAIT);
    // The product that stalls waits ten minutes for its next attempt, outside the batch.
    expect(performance.now() - start).toBeLessThan(10_000);
    expect((await world.bus.lag('tagger', [TOPICS.catalog])).get(TOPICS.catalog)).toBe(0);
    expect(await world.deadLetters()).toEqual([]);
  });
});
