import type { RankedCandidate } from '@stars/ranking';
import { expect, it } from 'vitest';
import { ANN, ask, BOB, newSecondStage, rankAll } from './testing/ask-second-stage.js';

it('says what each group of features adds to a score', async () => {
  const ranked = rankAll(await ask(newSecondStage(), ANN));
  expect(ranked.length).toBeGreaterThan(10);
  for (const { score, explainable } of ranked) {
    const parts = explainable.shares();
    expect(Object.keys(parts)).toEqual(expect.arrayContaining(['base', 'item', 'repeat purchases', 'similarity']));
    const sum = Object.values(parts).reduce((all, share) => all + share, 0);
    expect(Math.abs(sum - score)).toBeLessThan(1e-4 * Math.max(1, Math.abs(score)));
  }
});

it('says what raised scores, the same beside other items, also after others were explained', async () => {
  const secondStage = newSecondStage();
  const claimsOf = (ranked: RankedCandidate[]) =>
    ranked[0]!.explainable.request.claimsOf(ranked.map(({ explainable }) => explainable.scored));
  const ofAnn = rankAll(await ask(secondStage, ANN));
  const claims = claimsOf(ofAnn);
  const ofBob = claimsOf(rankAll(await ask(secondStage, BOB)));
  expect(claimsOf(ofAnn)).toEqual(claims);
  expect(claimsOf(ofAnn.slice(3, 5))).toEqual(claims.slice(3, 5));
  expect(ofBob).not.toEqual(claims);
  const named = claims.flat().flatMap(({ itemId }) => itemId ?? []);
  expect(named.length).toBeGreaterThan(0);
  for (const itemId of named) expect(ANN.map((event) => event.itemId)).toContain(itemId);
});
