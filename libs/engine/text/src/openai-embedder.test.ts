import { afterEach, describe, expect, it } from 'vitest';
import { OpenAiEmbedder } from './openai-embedder.js';
import { impatientClient } from './testing/open-ai-client.js';
import { OpenAiTestServer, type ServerAnswer, type ServerRequest } from './testing/openai-server.js';

let server: OpenAiTestServer;
afterEach(() => server.close());

const vectorOf = (text: string) => [text.length, 3, 4];
const answerTo = ({ body }: ServerRequest): ServerAnswer => ({
  body: {
    object: 'list',
    // In reverse: an answer may have another order than the request.
    data: (body['input'] as string[]).map((text, index) => ({ index, embedding: vectorOf(text) })).reverse(),
  },
});

async function embedder(
  answer: (request: ServerRequest, nth: number) => ServerAnswer,
  options: object = {},
  timeoutMs = 20_000,
) {
  server = await OpenAiTestServer.start(answer);
  const { baseUrl } = server;
  const { client, waits } = impatientClient({ baseUrl, apiKey: 'sk-secret', concurrency: 2, timeoutMs });
  return { sut: new OpenAiEmbedder(client, { model: 'm', dimensions: 3, ...options }), waits };
}

describe('OpenAiEmbedder', () => {
  it('embeds in batches, normalized and in order, with the key as bearer', async () => {
    const { sut } = await embedder(answerTo, { batchSize: 2 });
    const texts = ['a', 'bb', 'ccc', 'dddd', 'eeeee'];
    const vectors = await sut.embed(texts);
    for (const [index, text] of texts.entries()) {
      const length = Math.hypot(...vectorOf(text));
      expect([...vectors[index]!]).toEqual(vectorOf(text).map((x) => expect.closeTo(x / length, 5)));
    }
    expect(server.requests.map(({ body }) => (body['input'] as string[]).length).sort()).toEqual([1, 2, 2]);
    expect(server.requests[0]).toMatchObject({ path: '/v1/embeddings', authorization: 'Bearer sk-secret' });
    expect(server.requests[0]!.body).not.toHaveProperty('dimensions');
  });

  it('respects the limit of concurrent requests', async () => {
    const { sut } = await embedder(answerTo, { batchSize: 1 });
    await sut.embed(Array.from({ length: 12 }, (_, index) => 'x'.repeat(index + 1)));
    expect(server.requests).toHaveLength(12);
    expect(server.mostInFlight).toBe(2);
  });

  it('waits as requested on 429, with back-off on 5xx, then succeeds', async () => {
    const { sut, waits } = await embedder((request, nth) => {
      if (nth === 1) return { status: 429, headers: { 'retry-after': '7' }, body: { error: { message: 'slow down' } } };
      return nth === 2 ? { status: 503, body: 'busy' } : answerTo(request);
    });
    expect(await sut.embed(['a'])).toHaveLength(1);
    expect(waits).toEqual([500, 6750, 1000]);
  });

  it.each([
    ['an outage', { status: 500, body: {} }, 'STARS_UNAVAILABLE', 5],
    ['a storm of 429', { status: 429, body: {} }, 'STARS_OVERLOADED', 5],
    ['a long Retry-After', { status: 503, headers: { 'retry-after': '61' }, body: {} }, 'STARS_UNAVAILABLE', 1],
    ['half a response', { body: { data: [] }, stall: true }, 'STARS_DEADLINE_EXCEEDED', 2],
    ['a body that is no JSON', { body: '{"data": [' }, 'STARS_UNAVAILABLE', 5],
    ['a missing vector', { body: { data: [] } }, 'STARS_UNAVAILABLE', 1],
    ['a refused key', { status: 401, body: { error: { message: 'bad key sk-secret' } } }, 'STARS_CONFIG_INVALID', 1],
    [
      'a text it refuses',
      { status: 400, body: { error: { message: 'sk-secret too long' } } },
      'STARS_INVALID_FIELD',
      1,
    ],
    ['another width', { body: { data: [{ index: 0, embedding: [1, 2] }] } }, 'STARS_CONFIG_INVALID', 1],
  ])('on %s it fails with a code and without the key', async (_, answer, code, tries) => {
    const { sut } = await embedder(() => answer, {}, 'stall' in answer ? 300 : undefined);
    const error = await sut.embed(['a']).catch((failure: unknown) => failure);
    expect(error).toMatchObject({ code });
    expect(server.requests).toHaveLength(tries);
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain('sk-secret');
  });

  it('stops at once when the caller aborts', async () => {
    const abort = new AbortController();
    const { sut } = await embedder(() => {
      abort.abort(new Error('enough'));
      return { body: {}, stall: true };
    });
    await expect(sut.embed(['a'], abort.signal)).rejects.toThrow('enough');
    expect(server.requests).toHaveLength(1);
  });
});
