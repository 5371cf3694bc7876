import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger, createMetrics } from '@stars/platform';
import { afterEach, describe, expect, it } from 'vitest';
import { type BudgetLimits, BudgetSpentError, EndpointBudget, MemoryLedger } from './endpoint-budget.js';
import { endpointMetrics } from './endpoint-metrics.js';
import { fallbackTagger } from './fallback-tagger.js';
import { OpenAiClient } from './openai-client.js';
import { OpenAiTagger } from './openai-tagger.js';
import type { Tagger } from './port.js';
import { textHash } from './product-text.js';
import {
  completion,
  OpenAiTestServer,
  productsOf,
  type ServerAnswer,
  type ServerRequest,
} from './testing/openai-server.js';
import { TextCache } from './text-cache.js';
import { parseVocabulary } from './vocabulary.js';

const DAY_MS = 86_400_000;
const tokens = (inputTokens: number, outputTokens = 0) => ({ requests: 1, inputTokens, outputTokens });

describe('EndpointBudget', () => {
  it('refuses requests beyond a day’s tokens until the next day', async () => {
    let now = Date.parse('2026-11-25T23:00:00Z');
    const budget = new EndpointBudget({ tokens: 100 }, new MemoryLedger(), () => now);
    const settle = await budget.reserve(tokens(40, 20), 'live');
    await expect(budget.reserve(tokens(50), 'live')).rejects.toThrow(BudgetSpentError);
    await settle(tokens(30, 10));
    expect(budget.used).toBeCloseTo(0.4);
    const late = await budget.reserve(tokens(60), 'live');
    await expect(budget.reserve(tokens(1), 'live')).rejects.toThrow(/budget of this day is spent/);
    now += 3_600_000;
    // It belongs to the day that it began on.
    await late(tokens(10));
    expect(budget.used).toBe(0);
    await budget.reserve(tokens(100), 'live');
  });

  it('counts cost by the prices of a million tokens', async () => {
    const limits: BudgetLimits = { cost: 1, inputPrice: 0.5, outputPrice: 2 };
    const budget = new EndpointBudget(limits, new MemoryLedger(), () => 0);
    const settle = await budget.reserve(tokens(1_000_000, 200_000), 'live');
    await settle(tokens(1_000_000, 200_000));
    expect(budget.used).toBeCloseTo(0.9);
    await expect(budget.reserve(tokens(0, 51_000), 'live')).rejects.toThrow(BudgetSpentError);
  });

  it('keeps a fifth for live changes', async () => {
    const budget = new EndpointBudget({ tokens: 100 }, new MemoryLedger(), () => 0);
    await budget.reserve(tokens(70), 'backfill');
    await expect(budget.reserve(tokens(11), 'backfill')).rejects.toThrow(BudgetSpentError);
    await budget.reserve(tokens(30), 'live');
  });

  it('remembers a day over restarts, in the cache', async () => {
    const path = join(await mkdtemp(join(tmpdir(), 'ledger-')), 'text.db');
    const open = () => {
      const cache = TextCache.open(path);
      return { cache, budget: new EndpointBudget({ tokens: 100 }, cache, () => 5 * DAY_MS) };
    };
    const first = open();
    const settle = await first.budget.reserve(tokens(90), 'live');
    await settle(tokens(80, 5));
    expect(first.budget.spent).toEqual(tokens(80, 5));
    first.cache.close();
    const second = open();
    expect(second.budget.spent).toEqual(tokens(80, 5));
    await expect(second.budget.reserve(tokens(16), 'live')).rejects.toThrow(BudgetSpentError);
    second.cache.close();
  });
});

describe('a tagger with a budget', () => {
  const vocabulary = parseVocabulary({
    name: 'test',
    version: 1,
    attributes: [{ name: 'kind', description: 'k', values: [{ value: 'milk', description: 'm' }] }],
  });
  let server: OpenAiTestServer;
  afterEach(() => server.close());

  const answer = (request: ServerRequest): ServerAnswer => {
    const made = completion({ products: productsOf(request).map(({ index }) => ({ index, tags: ['kind:milk'] })) });
    return {
      body: { ...(made.body as object), usage: { prompt_tokens: 600, completion_tokens: 50, total_tokens: 650 } },
    };
  };
  const local: Tagger = {
    name: 'local@1',
    vocabularyVersion: vocabulary.version,
    tag: async (products) => products.map(() => ({ tags: [], rejected: [] })),
  };
  const products = ['a', 'b'].map((text) => ({ text, hash: textHash(text) }));

  it('switches to the local model when it is spent, under that model’s name, and reports it', async () => {
    server = await OpenAiTestServer.start(answer);
    const { baseUrl } = server;
    const metrics = createMetrics('test', { processMetrics: false });
    const budget: BudgetLimits = { tokens: 1500, inputPrice: 10 };
    const deps = { sleep: async () => {}, random: () => 0, now: () => 0, metrics: endpointMetrics(metrics) };
    const endpoint = new OpenAiTagger(new OpenAiClient({ baseUrl, budget }, deps), vocabulary, { model: 'm' });
    const lines: string[] = [];
    const logger = createLogger('test', { destination: { write: (line: string) => void lines.push(line) } });
    const sut = fallbackTagger(endpoint, local, { logger, metrics });
    expect(await sut.tag(products)).toEqual(products.map(() => ({ tags: ['kind:milk'], rejected: [] })));
    expect(await sut.tag(products)).toMatchObject([{ tags: ['kind:milk'] }, { tags: ['kind:milk'] }]);
    expect(await sut.tag(products)).toEqual(products.map(() => ({ tags: [], rejected: [], tagger: 'local@1' })));
    await sut.tag(products);
    expect([server.requests.length, lines.length]).toEqual([2, 1]);
    expect(lines[0]).toContain('is spent');
    const exposed = await metrics.expose();
    // What the requests took, not what they were expected to take.
    expect(exposed).toContain(`stars_text_endpoint_budget_used_ratio{service="test"} ${1300 / 1500}`);
    expect(exposed).toContain('stars_text_fallback_texts_total{service="test"} 4');
    expect(exposed).toContain('stars_text_endpoint_tokens_total{direction="input",service="test"} 1200');
    expect(exposed).toContain('stars_text_endpoint_requests_total{outcome="answered",service="test"} 2');
    expect(exposed).toMatch(/stars_text_endpoint_cost_total\{service="test"\} 0\.012/);
  });

  it('without another model fails when it is spent, and sends no request', async () => {
    server = await OpenAiTestServer.start(answer);
    const { baseUrl } = server;
    const client = new OpenAiClient(
      { baseUrl, budget: { tokens: 10 } },
      { sleep: async () => {}, random: () => 0, now: () => 0 },
    );
    const sut = new OpenAiTagger(client, vocabulary, { model: 'm' });
    await expect(sut.tag(products)).rejects.toMatchObject({ code: 'STARS_OVERLOADED' });
    expect(server.requests).toEqual([]);
  });

  it('counts nothing for refused requests', async () => {
    server = await OpenAiTestServer.start((request, nth) => (nth < 3 ? { status: 500, body: {} } : answer(request)));
    const { baseUrl } = server;
    const budget: BudgetLimits = { tokens: 1e6 };
    const client = new OpenAiClient({ baseUrl, budget }, { sleep: async () => {}, random: () => 0, now: () => 0 });
    await new OpenAiTagger(client, vocabulary, { model: 'm' }).tag(products);
    expect(client.budget.spent).toEqual({ requests: 3, inputTokens: 600, outputTokens: 50 });
  });
});
