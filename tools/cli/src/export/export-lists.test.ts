import { type RecommendBatchResponse, RecommendRequest, RecommendResponse } from '@stars/contracts';
import { StarsError } from '@stars/errors';
import { expect, it } from 'vitest';
import { type ExportOptions, exportLists, throwFirstFailure } from './export-lists.js';

type Answer = RecommendBatchResponse['results'][number]['result'];

const listOf = (userId: string): Answer => ({
  $case: 'response',
  value: RecommendResponse.fromPartial({ recommendationId: userId, items: [{ itemId: 'a' }, { itemId: 'b' }] }),
});
const errorOf = (code: string, field = ''): Answer => ({ $case: 'error', value: { code, field, message: 'no' } });

async function* users(count: number): AsyncGenerator<string> {
  for (let n = 0; n < count; n++) yield `u${n}`;
}

/** Exports `count` users from a server that answers by `answer`; the users that were written, and how many each call had. */
async function newTestExport(
  count: number,
  answer: (userId: string, call: number) => Answer = listOf,
  changes: Partial<ExportOptions> = {},
) {
  const written: string[] = [];
  const calls: number[] = [];
  let open = 0;
  let most = 0;
  const report = await exportLists({
    userIds: users(count),
    request: RecommendRequest.fromPartial({ k: 10 }),
    client: {
      recommendBatch: async ({ requests }) => {
        most = Math.max(most, ++open);
        const call = calls.push(requests.length);
        await new Promise((resolve) => setImmediate(resolve));
        open--;
        return { results: requests.map(({ userId }) => ({ result: answer(userId, call) })) };
      },
    },
    write: async ({ userId, answer }) => {
      expect(answer.recommendationId).toBe(userId);
      written.push(userId);
    },
    signal: new AbortController().signal,
    ...changes,
  });
  return { report, written, calls, most };
}

it('writes a list for each user, in their order, by bounded calls', async () => {
  const { report, written, calls, most } = await newTestExport(120);
  expect(written).toEqual(Array.from({ length: 120 }, (_, n) => `u${n}`));
  expect([calls, most]).toEqual([[50, 50, 20], 2]);
  expect(report).toEqual({ users: 120, items: 240, degraded: 0, failed: 0 });
  // A surface may say any number of items.
  for (const part of [{ k: 1000 }, { surface: 'e-mail' }]) {
    const request = RecommendRequest.fromPartial(part);
    expect((await newTestExport(12, listOf, { request })).calls).toEqual([5, 5, 2]);
  }
});

it('counts a user whose request is refused, and goes on', async () => {
  const answer = (userId: string) => (userId === 'u7' ? errorOf('STARS_TOO_LARGE', 'user_id') : listOf(userId));
  const { report, written } = await newTestExport(20, answer);
  expect(written).toHaveLength(19);
  expect(report).toMatchObject({ users: 20, failed: 1, firstFailure: { userId: 'u7', code: 'STARS_TOO_LARGE' } });
  expect(() => throwFirstFailure(report)).toThrow('1 of 20 users have no list; the first is "u7": no');
});

it('asks again for those that the server had no time for, and for no others', async () => {
  const answer = (userId: string, call: number) =>
    call === 1 && userId !== 'u0' ? errorOf('STARS_OVERLOADED') : listOf(userId);
  const { report, written, calls } = await newTestExport(3, answer);
  expect([written, calls, report.failed]).toEqual([['u0', 'u1', 'u2'], [3, 2], 0]);
});

it('asks a server again that is away for a moment, and gives up if it refuses the call', async () => {
  let failures = 0;
  const client = (code: 'STARS_UNAVAILABLE' | 'STARS_TOO_LARGE') => ({
    recommendBatch: async ({ requests }: { requests: RecommendRequest[] }) => {
      if (failures++ === 0) throw new StarsError(code, 'away');
      return { results: requests.map(({ userId }) => ({ result: listOf(userId) })) };
    },
  });
  const { written } = await newTestExport(2, listOf, { client: client('STARS_UNAVAILABLE') });
  expect([written, failures]).toEqual([['u0', 'u1'], 2]);
  failures = 0;
  const refused = newTestExport(2, listOf, { client: client('STARS_TOO_LARGE') });
  await expect(refused).rejects.toMatchObject({ code: 'STARS_TOO_LARGE' });
});

it('stops where it is told to', async () => {
  const stop = new AbortController();
  const write = async () => stop.abort(new Error('stopped'));
  await expect(newTestExport(500, listOf, { write, signal: stop.signal })).rejects.toThrow('stopped');
});
