import { setTimeout as sleep } from 'node:timers/promises';
import type { EventBus } from '@stars/event-bus';
import { MemoryLedger, OpenAiClient, OpenAiTagger, parseVocabulary, type SpendingLedger, textHash } from '@stars/text';
import { completion, OpenAiTestServer, productsOf } from '@stars/text/testing';
import { BusLedger } from '../bus-ledger.js';

const vocabulary = parseVocabulary({
  name: 'test',
  version: 1,
  attributes: [{ name: 'kind', description: 'k', values: [{ value: 'milk', description: 'm' }] }],
});

/** Tokens of an answer, as the endpoint says. */
const TOKENS = 500;
/** Tokens of a day. */
export const BUDGET = 10_000;

/** What taggers that tag one product after the other, all at once, got from an endpoint before each budget was spent. */
export async function spend(ledgers: readonly SpendingLedger[]): Promise<{ tokens: number; refused: number }> {
  const server = await OpenAiTestServer.start((request) => {
    const products = productsOf(request).map(({ index }) => ({ index, tags: ['kind:milk'] }));
    const usage = { prompt_tokens: TOKENS - 20, completion_tokens: 20, total_tokens: TOKENS };
    return { body: { ...(completion({ products }).body as object), usage } };
  });
  const random = Math.random;
  let refused = 0;
  try {
    await Promise.all(
      ledgers.map(async (ledger) => {
        const deps = {
          sleep: (ms: number) => sleep(ms),
          random,
          now: () => Date.parse('2026-11-25T10:00:00Z'),
          ledger,
        };
        const budget = { tokens: BUDGET };
        const client = new OpenAiClient({ baseUrl: server.baseUrl, budget }, deps);
        const tagger = new OpenAiTagger(client, vocabulary, { model: 'm', batchSize: 1 });
        for (let n = 0; n < 25; n++) {
          const text = `milk ${n}`;
          try {
            await tagger.tag([{ text, hash: textHash(text) }]);
          } catch {
            refused++;
          }
        }
      }),
    );
    return { tokens: server.requests.length * TOKENS, refused };
  } finally {
    await server.close();
  }
}

/** Taggers apart: each has a bus and a cache of its own. */
export const ledgersOn = (buses: readonly EventBus[]): BusLedger[] =>
  buses.map((bus) => new BusLedger(bus, new MemoryLedger()));
