import { InteractionType } from '@stars/contracts';
import { ContextTimeline } from '@stars/features';
import { type FeatureLayout, type RankedCandidate, type ScoredItems, type UserEvent, withRepeat } from '@stars/ranking';
import { expect, it } from 'vitest';
import type { RepeatHead } from './repeat-head.js';
import { ServedSecondStage } from './served-second-stage.js';
import { learnedModel, tinySecondStage } from './testing/tiny-second-stage.js';

const NOW = Date.UTC(2024, 4, 1, 15);
const IDS = ['had', 'other', 'third'];
const artifact = tinySecondStage(IDS.length);
const type = InteractionType.INTERACTION_TYPE_PURCHASE;
const history: UserEvent[] = [{ itemId: 'had', time: NOW - 86_400_000, region: 'north', type }];
const rho = { general: 2, next: 1 };
const repeats = { score: () => new Map([['had', rho]]) } as unknown as RepeatHead;

async function ranked(layout: FeatureLayout, eligible: ScoredItems): Promise<Omit<RankedCandidate, 'explainable'>[]> {
  const model = { ...learnedModel(IDS), repeats };
  const secondStage = new ServedSecondStage(model, { ...artifact, layout }, async () => new ContextTimeline());
  const known = await secondStage.gather(history, { time: NOW, region: '' });
  const candidates = { eligible, found: { ids: [], general: [], next: [] }, general: [], next: [] };
  const found = secondStage.score(known, { ...candidates, best: { general: 4, next: 4 } }, IDS.length);
  return found.map(({ explainable: _, ...rest }) => rest);
}

it('adds the repeat head to the scores of what the user had, if it was learned from such scores', async () => {
  const plain = { ids: IDS, general: [0.5, 1, 2], next: [1, 3, 2] };
  const whole = (scores: number[], vector: keyof typeof rho): number[] =>
    scores.map((score, n) => (IDS[n] === 'had' ? withRepeat(score, rho[vector]) : score));
  const expected = { ids: IDS, general: whole(plain.general, 'general'), next: whole(plain.next, 'next') };
  const before = artifact.layout;
  const found = await ranked({ ...before, repeats: true }, plain);
  expect(found).toEqual(await ranked(before, expected));
  expect(found).not.toEqual(await ranked(before, plain));
});
