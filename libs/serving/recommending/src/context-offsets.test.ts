import type { ServedModel, ServedOffsets } from '@stars/inference';
import { describe, expect, it } from 'vitest';
import { findOffset } from './context-offsets.js';
import { failing, fake } from './testing/fake.js';
import { newTestDegradations } from './testing/new-test-degradations.js';
import { purchase } from './testing/new-test-history.js';
import { newTestMetrics } from './testing/new-test-metrics.js';
import { newTestOffset } from './testing/new-test-offset.js';
import { newTestUserRequest } from './testing/new-test-request.js';
import type { KnownUser } from './user-source.js';

const vectors = { general: Float32Array.of(1), next: Float32Array.of(1), asOf: 0 };
const user: KnownUser = { history: [{ ...purchase('rye', 1), region: 'home' }], vectors };
const offset = newTestOffset([]);

interface Asked {
  at?: ServedOffsets['at'];
  user?: KnownUser;
  region?: string;
  /** The region that the second stage uses for the request. */
  known?: string;
  stale?: string[];
}

async function ask({ at, user: asking = user, region = '', known = '', stale = [] }: Asked = {}) {
  const moments: Parameters<ServedOffsets['at']>[0][] = [];
  const found: ServedOffsets['at'] = async (moment) => {
    moments.push(moment);
    return { offset, staleSignals: stale };
  };
  const model = fake<ServedModel>({ offsets: { at: at ?? found } });
  const degradations = newTestDegradations();
  const asked = newTestUserRequest({ region }, { model, user: asking, time: 7, degradations });
  const given = await findOffset(asked, known, newTestMetrics().metrics);
  return { given, moments, degradations: degradations.list() };
}

describe('findOffset', () => {
  it('are those of the time and the region of a request', async () => {
    const { given, moments, degradations } = await ask({ region: 'north' });
    expect(given).toBe(offset);
    expect(moments).toEqual([{ time: 7, region: 'north' }]);
    expect(degradations).toEqual([]);
  });

  it('take the region from the second stage, else from the request, else from the last event, else none', async () => {
    const placeOf = async (asked: Asked) => (await ask(asked)).moments[0]!.region;
    expect(await placeOf({ known: 'here', region: 'north' })).toBe('here');
    expect(await placeOf({ known: '', region: 'north' })).toBe('north');
    expect(await placeOf({})).toBe('home');
    expect(await placeOf({ user: { history: [], vectors } })).toBe('');
  });

  it('are undefined if the model has no offsets, or the user has no vectors', async () => {
    const asked = await ask({ user: { history: user.history } });
    expect([asked.given, asked.moments]).toEqual([undefined, []]);
    for (const model of [undefined, fake<ServedModel>({})]) {
      expect(await findOffset(newTestUserRequest({}, { model, user }), '', newTestMetrics().metrics)).toBeUndefined();
    }
  });

  it('name in order the signals that are left out as stale, and apply the others', async () => {
    const { given, degradations } = await ask({ stale: ['rain', 'frost'] });
    expect(given).toBe(offset);
    expect(degradations).toEqual([{ code: 'STARS_CONTEXT_STALE', message: 'left out as stale: frost, rain' }]);
  });

  it('are undefined while the context cannot be read, and the answer says so', async () => {
    const { given, degradations } = await ask({ at: failing() });
    expect(given).toBeUndefined();
    expect(degradations).toEqual([{ code: 'STARS_UNAVAILABLE', message: 'the event bus is away' }]);
  });
});
