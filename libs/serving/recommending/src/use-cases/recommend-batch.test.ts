import { RecommendResponse } from '@stars/contracts';
import { StarsError } from '@stars/errors';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { fake, hanging, settled } from '../testing/fake.js';
import { newTestMetrics } from '../testing/new-test-metrics.js';
import { newTestRequest, type RequestChanges } from '../testing/new-test-request.js';
import type { Recommend } from './recommend.js';
import { RecommendBatch } from './recommend-batch.js';

type Execute = Recommend['execute'];
const error = vi.fn<(told: object, message: string) => void>();

/** A batch over a use case that answers each request with the user's name. */
function newTestBatch(answer?: Execute, batchConcurrency = 2) {
  const execute = vi.fn<Execute>(
    answer ?? (async ({ userId }) => RecommendResponse.fromPartial({ recommendationId: userId })),
  );
  const sut = new RecommendBatch(fake<Recommend>({ execute }), { storeMs: 1000, batchConcurrency }, { error });
  const abort = new AbortController();
  const run = async (requests: RequestChanges[], leftMs = 10_000) => {
    const until = performance.now() + leftMs;
    const { results } = await sut.execute({ requests: requests.map(newTestRequest) }, abort.signal, until);
    return results.map(({ result }) => (result!.$case === 'response' ? result!.value.recommendationId : result!.value));
  };
  return { run, execute, abort };
}

const users = (count: number): RequestChanges[] => Array.from({ length: count }, (_, n) => ({ userId: `u${n}` }));

afterEach(() => {
  vi.restoreAllMocks();
});

describe('RecommendBatch', () => {
  it('answers each request in its place, whichever is ready first', async () => {
    const { run } = newTestBatch(async ({ userId }) => {
      if (userId === 'u0') await settled();
      return RecommendResponse.fromPartial({ recommendationId: userId });
    });
    expect(await run(users(4))).toEqual(['u0', 'u1', 'u2', 'u3']);
  });

  it('lets other work run between stages that never wait', async () => {
    const { metrics } = newTestMetrics();
    const busy = (): void => {
      for (const end = performance.now() + 6; performance.now() < end; );
    };
    const { run } = newTestBatch(async ({ userId }) => {
      await metrics.stage('rank', busy);
      return RecommendResponse.fromPartial({ recommendationId: userId });
    });
    let turns = 0;
    const timer = setInterval(() => turns++, 0);
    expect(await run(users(20))).toHaveLength(20);
    clearInterval(timer);
    expect(turns).toBeGreaterThan(4);
  });

  it('gives each error to its own request, and hides the details of internal errors', async () => {
    const { run } = newTestBatch(async ({ userId }) => {
      if (userId === 'u0') throw new StarsError('STARS_OUT_OF_RANGE', 'k is 0', { field: 'k' });
      if (userId === 'u1') throw new TypeError('secret');
      return RecommendResponse.fromPartial({ recommendationId: userId });
    });
    const answers = await run(users(3));
    expect(error).toHaveBeenCalledTimes(1);
    const { id } = error.mock.calls[0]![0] as { id: string };
    expect(answers).toEqual([
      { code: 'STARS_OUT_OF_RANGE', field: 'k', message: 'k is 0' },
      { code: 'STARS_INTERNAL', field: '', message: `something went wrong on our side; the log has it as ${id}` },
      'u2',
    ]);
  });

  it('refuses a batch of nothing', async () => {
    await expect(newTestBatch().run([])).rejects.toMatchObject({ code: 'STARS_FIELD_REQUIRED', field: 'requests' });
  });

  it.each([1, 3, 9])('runs at most %d requests at once, and as many as long as there are enough', async (limit) => {
    let [inWork, most] = [0, 0];
    const { run } = newTestBatch(async () => {
      most = Math.max(most, ++inWork);
      await settled();
      inWork--;
      return RecommendResponse.fromPartial({});
    }, limit);
    await run(users(7));
    expect(most).toBe(Math.min(limit, 7));
  });

  it('begins nothing more once the call is over', async () => {
    const first = Promise.withResolvers<RecommendResponse>();
    const { run, execute, abort } = newTestBatch(() => first.promise, 1);
    const answers = run(users(3));
    abort.abort(new StarsError('STARS_DEADLINE_EXCEEDED', 'over'));
    first.resolve(RecommendResponse.fromPartial({}));
    await expect(answers).rejects.toMatchObject({ code: 'STARS_DEADLINE_EXCEEDED' });
    expect(execute).toHaveBeenCalledTimes(1);
  });
});

describe('RecommendBatch, of requests with a deadline of their own', () => {
  /** Timers that end when a test says so, by their ms. */
  function handMadeTimers() {
    const timers: { ms: number; end(): void }[] = [];
    vi.spyOn(AbortSignal, 'timeout').mockImplementation((ms) => {
      const abort = new AbortController();
      timers.push({ ms, end: () => abort.abort(new DOMException('over', 'TimeoutError')) });
      return abort.signal;
    });
    return timers;
  }

  it('lets one fail alone if its time is over, and aborts its work', async () => {
    const timers = handMadeTimers();
    const { run, execute } = newTestBatch(({ userId }) =>
      userId === 'slow' ? hanging() : Promise.resolve(RecommendResponse.fromPartial({ recommendationId: userId })),
    );
    const answers = run([{ userId: 'slow', deadlineMs: 30 }, { userId: 'fast' }]);
    expect(timers.map(({ ms }) => ms)).toEqual([30]);
    timers[0]!.end();
    expect(await answers).toMatchObject([{ code: 'STARS_DEADLINE_EXCEEDED' }, 'fast']);
    const [, signal] = execute.mock.calls[0]!;
    expect(signal.aborted).toBe(true);
  });

  it('counts a request’s time from its start, and gives the work its deadline', async () => {
    handMadeTimers();
    const now = vi.spyOn(performance, 'now').mockReturnValue(1000);
    const { run, execute } = newTestBatch(async () => {
      now.mockReturnValue(5000);
      return RecommendResponse.fromPartial({});
    }, 1);
    await run([{ deadlineMs: 30 }, { deadlineMs: 30 }]);
    expect(execute.mock.calls.map(([, , until]) => until)).toEqual([1030, 5030]);
  });

  it('uses the deadline of the call if it comes first, or the request names none', async () => {
    const timers = handMadeTimers();
    vi.spyOn(performance, 'now').mockReturnValue(1000);
    const { run, execute, abort } = newTestBatch();
    await run([{ deadlineMs: 60 }, { deadlineMs: 0 }], 50);
    expect(execute.mock.calls.map(([, signal, until]) => [signal, until])).toEqual([
      [abort.signal, 1050],
      [abort.signal, 1050],
    ]);
    expect(timers).toEqual([]);
  });
});
