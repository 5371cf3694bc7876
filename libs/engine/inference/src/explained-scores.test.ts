import { InteractionType } from '@stars/contracts';
import { ContextTimeline } from '@stars/features';
import type { OpenedRequest, RankedCandidate, UserEvent } from '@stars/ranking';
import { expect, it } from 'vitest';
import { ServedSecondStage } from './served-second-stage.js';
import { learnedModel, tinySecondStage } from './testing/index.js';

const DAY = 86_400_000;
const NOW = Date.UTC(2024, 4, 1, 15);
const IDS = Array.from({ length: 40 }, (_, i) => `item-${String(i).padStart(2, '0')}`);

const newSecondStage = (): ServedSecondStage =>
  new ServedSecondStage(learnedModel(IDS), tinySecondStage(IDS.length), async () => new ContextTimeline());
const bought = (item: number, daysAgo: number): UserEvent => ({
  ...{ itemId: IDS[item]!, time: NOW - daysAgo * DAY, region: 'north' },
  type: InteractionType.INTERACTION_TYPE_PURCHASE,
});
const ANN = [bought(3, 40), bought(5, 40), bought(3, 20), bought(7, 9), bought(3, 2)];
const BOB = [bought(30, 200), bought(31, 3), bought(5, 1)];
const at = { time: NOW, region: '' };

function rankAll(request: OpenedRequest): RankedCandidate[] {
  const unscored = (ids: readonly string[]) => {
    const none = ids.map(() => Number.NaN);
    return { ids, general: none, next: none };
  };
  return request.rank({ eligible: unscored(IDS), found: unscored([]), general: [], next: [] }, 60);
}

it('says what each group of features adds to a score, also after the request is closed', async () => {
  const opened = await newSecondStage().open(ANN, at);
  const ranked = rankAll(opened);
  opened.close();
  expect(ranked.length).toBeGreaterThan(10);
  for (const { score, explainable } of ranked) {
    const parts = explainable.shares();
    expect(Object.keys(parts)).toEqual(expect.arrayContaining(['base', 'item', 'repeat purchases', 'similarity']));
    const sum = Object.values(parts).reduce((all, share) => all + share, 0);
    expect(Math.abs(sum - score)).toBeLessThan(1e-4 * Math.max(1, Math.abs(score)));
  }
});

it('says what raised scores, the same beside other items, after the request is closed and others were explained', async () => {
  const secondStage = newSecondStage();
  const claimsOf = (ranked: RankedCandidate[]) =>
    ranked[0]!.explainable.request.claimsOf(ranked.map(({ explainable }) => explainable.scored));
  const ann = await secondStage.open(ANN, at);
  const ofAnn = rankAll(ann);
  const claims = claimsOf(ofAnn);
  ann.close();
  const ofBob = claimsOf(rankAll(await secondStage.open(BOB, at)));
  expect(claimsOf(ofAnn)).toEqual(claims);
  expect(claimsOf(ofAnn.slice(3, 5))).toEqual(claims.slice(3, 5));
  expect(ofBob).not.toEqual(claims);
  const named = claims.flat().flatMap(({ itemId }) => itemId ?? []);
  expect(named.length).toBeGreaterThan(0);
  for (const itemId of named) expect(ANN.map((event) => event.itemId)).toContain(itemId);
});
