import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { globalPopularity } from '@stars/baselines';
import { LocalClock } from '@stars/features';
import {
  describedSessions,
  type EvaluationSet,
  type SessionRanker,
  StarsCandidates,
  seededRandom,
  seenItems,
  splitByTime,
} from '@stars/replay';
import { idModel, NOTHING, PLAIN, type SmallRow, smallLog } from '@stars/replay/testing';
import { afterAll, describe as describeTests, expect, it } from 'vitest';
import { previousSessions } from '../baselines/previous-sessions.js';
import { meanNdcg } from '../baselines/tuned-ranker.js';
import { everyBaseline, LAMBDAMART_ON_SECOND_STAGE } from './every-baseline.js';
import type { ComparedSecondStage } from './second-stage-columns.js';

const clock = new LocalClock('UTC');
const cacheDir = mkdtempSync(join(tmpdir(), 'stars-columns-'));
const place = { folder: { cache: cacheDir }, onProgress: () => undefined };
const data = { ...NOTHING, clock };
afterAll(() => rmSync(cacheDir, { recursive: true, force: true }));

describeTests('LambdaMART on second-stage columns', () => {
  const random = seededRandom(12);
  const rows: SmallRow[] = [];
  for (let day = 0; day < 60; day++) {
    for (let user = 0; user < 40; user++) {
      if (random() < 0.5) continue;
      // A habit of five items, and sometimes another item.
      const item = random() < 0.8 ? (user * 7 + Math.floor(random() * 5)) % 60 : Math.floor(random() * 60);
      rows.push([`user ${user}`, `item ${item}`, new Date(Date.UTC(2026, 0, 1) + day * 86_400_000).toISOString()]);
    }
  }
  const set = splitByTime(smallLog(rows), clock, { from: '2026-02-22' });
  const ndcg = async (ranker: SessionRanker): Promise<number> =>
    meanNdcg(set, await ranker.rank(set, { k: 10, explore: false }), false);
  const describe = (of: EvaluationSet, options: { explore: boolean }) =>
    describedSessions({ layout: PLAIN }, NOTHING, clock, new StarsCandidates(idModel(of)), of, options);
  let replayed = 0;
  const secondStage: ComparedSecondStage = {
    modelVersion: 'a model',
    describe,
    replay: async (explore, use) => {
      const previous = previousSessions(set);
      const sessions = await describe(previous, { explore });
      for (const n of sessions.order) {
        const { candidates, features } = sessions.of(n);
        const target = explore ? previous.sessions[n]!.targetNew : previous.sessions[n]!.target;
        const purchased = Int32Array.from([...candidates.keys()].filter((at) => target.includes(candidates[at]!)));
        if (purchased.length === 0) continue;
        replayed++;
        const { user } = previous.sessions[n]!;
        use({ features: new Float16Array(features), purchased, candidates: candidates.length, user });
      }
    },
  };
  const ranker = (): SessionRanker =>
    everyBaseline({ data, secondStage, ...place }).find(({ name }) => name === LAMBDAMART_ON_SECOND_STAGE)!;

  it('learns from its sessions and ranks its candidates, once for a version of the model', async () => {
    const score = await ndcg(ranker());
    expect(score).toBeGreaterThan((await ndcg(globalPopularity())) + 0.2);
    const learned = replayed;
    const { names } = await describe(set, { explore: false });
    const result = readdirSync(cacheDir, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('settings.json'))
      .map((path) => JSON.parse(readFileSync(join(cacheDir, path), 'utf8')))
      .find(({ features }) => features.join() === names.join());
    expect(result.train + result.held).toBe(learned);
    expect(await ndcg(ranker())).toBe(score);
    expect(replayed).toBe(learned);
  });

  it('has a model of its own for unseen items, and lists no others', async () => {
    const { items } = await ranker().rank(set, { k: 5, explore: true });
    set.sessions.forEach((session, n) => {
      const seen = new Set(seenItems(set, session));
      const list = [...items.subarray(n * 5, n * 5 + 5)];
      expect(list.filter((item) => seen.has(item))).toEqual([]);
    });
  });

  it('is absent for a model without a second stage', () => {
    const names = everyBaseline({ data, ...place }).map(({ name }) => name);
    expect(names).not.toContain(LAMBDAMART_ON_SECOND_STAGE);
  });
});
