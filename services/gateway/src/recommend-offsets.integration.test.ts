import { ContextSignal, RecommendMode, RecommendRequest } from '@stars/contracts';
import { ContextTimeline, SignalRules } from '@stars/features';
import { frosty, servedBy } from '@stars/recommending/testing';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { newTestGateway, SEEDED, type TestGateway } from './testing/new-test-gateway.js';

const MODES = [
  RecommendMode.RECOMMEND_MODE_GENERAL_INTEREST,
  RecommendMode.RECOMMEND_MODE_NEXT_INTENT,
  RecommendMode.RECOMMEND_MODE_ROUND_ROBIN,
];
const CLEANERS = ['soap', 'bleach'];
const NOON = Date.UTC(2017, 10, 21, 12);
const CHRISTMAS = Date.UTC(2017, 11, 25, 12);
const HOUR = 3_600_000;

const rules = new SignalRules({ frost: { ttlMs: 24 * HOUR, alarmShare: 0.1 } });
const timeline = new ContextTimeline();
const signal = (region: string, from: number, until: number | undefined, signals: Record<string, unknown>): void =>
  timeline.add(
    ContextSignal.fromPartial({
      eventId: `${region} ${from} ${JSON.stringify(signals)}`,
      region,
      validFrom: new Date(from),
      ...(until === undefined ? {} : { validUntil: new Date(until) }),
      signals,
    }),
  );
signal('frozen', NOON, NOON + 2 * HOUR, { frost: 1 });
signal('endless', NOON, undefined, { frost: 1 });
signal('absurd', NOON, undefined, { frost: 1e6 });
signal('nan', NOON, undefined, { frost: Number.NaN });
signal('unknown', NOON, undefined, { meteors: 1e6 });

let gateway: TestGateway;
let isCurrent = true;
let frostIsOn = true;
const off = new SignalRules({ frost: { on: false } });

beforeAll(async () => {
  gateway = await newTestGateway({
    deps: ({ servedModels }) => {
      const plain = servedModels.current('default')!;
      const [on, without] = [rules, off].map((of) => frosty(plain, timeline, of, () => isCurrent));
      return { servedModels: servedBy(() => (frostIsOn ? on : without)), signals: rules };
    },
  });
});
afterAll(() => gateway.close());

const ask = (mode: RecommendMode, region: string, time: number) =>
  gateway.recommendations.recommend(
    RecommendRequest.fromPartial({ userId: SEEDED.fruitUser, k: 4, mode, region, time: new Date(time) }),
  );
const idsOf = async (mode: RecommendMode, region: string, time: number): Promise<string[]> =>
  (await ask(mode, region, time)).items.map(({ itemId }) => itemId);
const codesOf = async (region: string, time: number): Promise<string[]> =>
  (await ask(MODES[1]!, region, time)).degradations.map(({ code }) => code);

describe.each(MODES.map((mode) => [RecommendMode[mode], mode] as const))('offsets in mode %s', (_, mode) => {
  it('raise items that fit a signal while it is live, and change nothing else', async () => {
    const plain = await idsOf(mode, 'elsewhere', NOON);
    const frozen = await idsOf(mode, 'frozen', NOON + HOUR);
    const firstCleaner = (ids: string[]): number => ids.concat('soap').findIndex((id) => CLEANERS.includes(id));
    expect(firstCleaner(frozen)).toBeLessThan(firstCleaner(plain));
    expect(await idsOf(mode, 'frozen', NOON + 2 * HOUR)).toEqual(plain);
    expect(await idsOf(mode, 'frozen', NOON - 1)).toEqual(plain);
  });

  it('include those of the calendar', async () => {
    const plain = await idsOf(mode, 'elsewhere', NOON);
    expect(await idsOf(mode, 'elsewhere', CHRISTMAS)).not.toEqual(plain);
  });

  it('do nothing for a signal that is switched off, stale, not a number or unknown', async () => {
    const plain = await idsOf(mode, 'elsewhere', NOON);
    for (const region of ['nan', 'unknown']) expect(await idsOf(mode, region, NOON + HOUR)).toEqual(plain);
    expect(await idsOf(mode, 'endless', NOON + HOUR)).not.toEqual(plain);
    expect(await idsOf(mode, 'endless', NOON + 25 * HOUR)).toEqual(plain);
    frostIsOn = false;
    expect(await idsOf(mode, 'frozen', NOON + HOUR)).toEqual(plain);
    frostIsOn = true;
  });

  it('stay within their bound, however large the signal is', async () => {
    // Five deviations and a million have the same effect, and neither dominates the user.
    const absurd = await ask(mode, 'absurd', NOON + HOUR);
    expect(absurd.items.map(({ itemId }) => itemId)).toContain('rye');
    for (const { score } of absurd.items) expect(Number.isFinite(score)).toBe(true);
  });
});

describe('the share of a score', () => {
  it('is a metric by signal, with an alarm above its limit', async () => {
    // One answer a second is looked at.
    await vi.waitFor(async () => {
      await ask(MODES[1]!, 'absurd', NOON + HOUR);
      const { body } = await gateway.get('/metrics');
      expect(body).toMatch(/stars_gateway_offset_share_count\{[^}]*signal="frost"[^}]*\} [1-9]/);
      expect(body).toMatch(/stars_gateway_offset_alarms_total\{[^}]*signal="frost"[^}]*\} [1-9]/);
    }, 5000);
  });
});

describe('an answer', () => {
  it('says which signals were left out as stale, and only then', async () => {
    expect(await codesOf('endless', NOON + HOUR)).toEqual([]);
    expect(await codesOf('endless', NOON + 25 * HOUR)).toEqual(['STARS_CONTEXT_STALE']);
    isCurrent = false;
    const { degradations } = await ask(MODES[1]!, 'endless', NOON + HOUR);
    expect(degradations).toEqual([{ code: 'STARS_CONTEXT_STALE', message: 'left out as stale: frost' }]);
    expect(await codesOf('frozen', NOON + HOUR)).toEqual([]);
    isCurrent = true;
  });
});
