import { RecommendRequest } from '@stars/contracts';
import { createLogger, createMetrics, parseConfig } from '@stars/platform';
import { completion, OpenAiTestServer, type ServerAnswer } from '@stars/text/testing';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { answerEnvironment, answerProblems, answerSettingsOf } from './answer-settings.js';
import { newTestGateway, SEEDED, type TestGateway } from './testing/new-test-gateway.js';

let gateway: TestGateway | undefined;
let server: OpenAiTestServer | undefined;
afterEach(async () => {
  await gateway?.close();
  await server?.close();
  gateway = undefined;
  server = undefined;
});

const REVERSED = {
  items: [2, 1, 0].map((index) => ({ index, reason: `Reason ${index}` })),
};

/** A gateway whose environment names a model at a server with these answers. */
async function start(answer: (nth: number) => ServerAnswer, settings: Record<string, string> = {}): Promise<void> {
  server = await OpenAiTestServer.start((_, nth) => answer(nth));
  const env = { STARS_OPENAI_BASE_URL: server.baseUrl, STARS_EDGE_MODEL: 'm', STARS_EDGE_ITEMS: '3', ...settings };
  const config = parseConfig(z.object(answerEnvironment), env);
  const about = {
    metrics: createMetrics('test', { processMetrics: false }),
    logger: createLogger('t', { level: 'silent' }),
  };
  const answers = await answerSettingsOf(config, about);
  gateway = await newTestGateway({ deps: () => answers });
}

const ask = (part: Partial<RecommendRequest> = {}) =>
  gateway!.recommendations.recommend(
    RecommendRequest.fromPartial({ userId: SEEDED.fruitUser, k: 5, region: 'north', explain: true, ...part }),
  );
const idsOf = (response: { items: { itemId: string }[] }): string[] => response.items.map((item) => item.itemId);
const codesOf = (response: { degradations: { code: string }[] }): string[] =>
  response.degradations.map(({ code }) => code);
const rerank = { STARS_EDGE_RERANK: 'true' };

describe('a language model at the edge', () => {
  it('is off if none is named, and then needs no endpoint', async () => {
    const about = {
      metrics: createMetrics('test', { processMetrics: false }),
      logger: createLogger('t', { level: 'silent' }),
    };
    const config = z.object(answerEnvironment).parse({});
    expect((await answerSettingsOf(config, about)).listEditing).toBeUndefined();
    expect(answerProblems({ STARS_EDGE_MODEL: 'm' })).toEqual([
      ['STARS_OPENAI_BASE_URL', 'is needed with STARS_EDGE_MODEL'],
    ]);
  });

  it('explains the first items in a line if a request wants it, from a cache the second time', async () => {
    await start(() => completion(REVERSED));
    const plain = await ask({ explain: undefined });
    expect(server!.requests).toHaveLength(0);
    const explained = await ask();
    expect(idsOf(explained)).toEqual(idsOf(plain));
    expect(explained.items.map(({ reason }) => reason)).toEqual([
      'Reason 0',
      'Reason 1',
      'Reason 2',
      ...plain.items.slice(3).map(({ reason }) => reason),
    ]);
    expect(await ask()).toMatchObject({ items: explained.items });
    expect(server!.requests).toHaveLength(1);
    await ask({ explain: false });
    expect(server!.requests).toHaveLength(1);
    const said = JSON.stringify(server!.requests[0]!.body);
    expect(said).toContain('Rye bread');
    expect(said).not.toContain(SEEDED.fruitUser);
  });

  it('puts the first items in order if it may, and adds and removes none', async () => {
    await start(() => completion(REVERSED), rerank);
    const plain = idsOf(await ask({ explain: false }));
    const { items } = await ask({ explain: undefined });
    expect(idsOf({ items })).toEqual([plain[2], plain[1], plain[0], ...plain.slice(3)]);
    expect(items.map(({ position }) => position)).toEqual([0, 1, 2, 3, 4]);
    expect(items[0]!.reason).not.toBe('Reason 2');
    // The third of three places is an exploration, with a propensity of its place.
    const exploration = { places: 1, rate: 0.5, candidates: 2, seed: 3 };
    const [asRanked, edited] = [
      await ask({ k: 3, explain: false, exploration }),
      await ask({ k: 3, explain: undefined, exploration }),
    ];
    expect(idsOf(edited)).toEqual([1, 0, 2].map((place) => idsOf(asRanked)[place]));
    expect(edited.items[2]!.propensity).toBe(asRanked.items[2]!.propensity);
  });

  it('is skipped if it takes too long, and its late answer serves the next request', async () => {
    await start(() => completion(REVERSED), { STARS_EDGE_WAIT_MS: '1' });
    const late = await ask();
    expect(codesOf(late)).toEqual(['LIST_NOT_EDITED']);
    expect(late.items[0]!.reason).toBe('You bought this on 20 Nov 2017');
    await vi.waitFor(async () => expect((await ask()).items[0]!.reason).toBe('Reason 0'), 5000);
    expect(server!.requests).toHaveLength(1);
  });

  it('keeps the deadline of the answer, and is asked once for all requests for the same list', async () => {
    await start(() => ({ ...completion(REVERSED), stall: true }), { STARS_EDGE_WAIT_MS: '60000' });
    const started = performance.now();
    const answers = await Promise.all(Array.from({ length: 5 }, () => ask({ deadlineMs: 1000 })));
    expect(performance.now() - started).toBeLessThan(1500);
    for (const answer of answers) expect(codesOf(answer)).toEqual(['LIST_NOT_EDITED']);
    expect(server!.requests).toHaveLength(1);
  });

  it('is not asked after three failures in a row', async () => {
    await start(() => ({ status: 503, body: {} }), { STARS_EDGE_WAIT_MS: '5000' });
    for (let n = 1; n <= 6; n++) {
      const answer = await ask({ k: 5 + n });
      expect(codesOf(answer)).toContain('LIST_NOT_EDITED');
      expect(answer.items[0]!.reason).toBe('You bought this on 20 Nov 2017');
    }
    expect(server!.requests).toHaveLength(3);
  });
});
