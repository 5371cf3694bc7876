import { fourSessions } from '@stars/evaluation/testing';
import { describe, expect, it } from 'vitest';
import { headCosine } from './head-cosine.js';

const set = fourSessions();

/** Vectors of width 2 by session, in the order of the set. */
const model = (general: number[][], next: number[][], known?: number[]) => ({
  width: 2,
  encode: async (sessions: readonly { sessionId: string }[]) => {
    const at = sessions.map(({ sessionId }) => set.sessions.findIndex((own) => own.sessionId === sessionId));
    return {
      general: Float32Array.from(at.flatMap((n) => general[n]!)),
      next: Float32Array.from(at.flatMap((n) => next[n]!)),
      ...(known ? { known: Uint8Array.from(at, (n) => known[n]!) } : {}),
    };
  },
});

describe('headCosine', () => {
  const general = [
    [1, 0],
    [1, 0],
    [2, 0],
    [3, 4],
  ];
  const next = [
    [5, 0],
    [0, 1],
    [-1, 0],
    [4, 3],
  ];

  it('has the mean, the spread and the counts of each bin', async () => {
    const cosine = (await headCosine(set, model(general, next)))!;
    // 1, 0, -1, 24/25
    expect(cosine.sessions).toBe(4);
    expect(cosine.mean).toBeCloseTo(0.24, 6);
    expect(cosine.standard_deviation).toBeCloseTo(Math.sqrt((2 + 0.96 ** 2) / 4 - 0.24 ** 2), 6);
    expect(cosine.percentiles['50']).toBeCloseTo(0.48, 6);
    expect(cosine.percentiles['5']).toBeCloseTo(-0.85, 6);
    expect(cosine.histogram).toEqual([1, ...new Array(9).fill(0), 1, ...new Array(8).fill(0), 2]);
  });

  it('leaves out users without vectors and zero vectors', async () => {
    const cosine = await headCosine(set, model(general, [[0, 0], ...next.slice(1)], [1, 1, 0, 1]));
    expect(cosine?.sessions).toBe(2);
    expect(await headCosine(set, model(general, next, [0, 0, 0, 0]))).toBeUndefined();
  });

  it('uses no more sessions than its limit, spread over the set', async () => {
    const seen: string[] = [];
    const { encode, width } = model(general, next);
    const counting: typeof encode = (sessions) => {
      seen.push(...sessions.map(({ sessionId }) => sessionId));
      return encode(sessions);
    };
    await headCosine(set, { width, encode: counting }, { limit: 2 });
    expect(seen).toEqual([set.sessions[0]?.sessionId, set.sessions[2]?.sessionId]);
  });
});
