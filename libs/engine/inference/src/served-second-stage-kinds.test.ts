import { CandidateSource, InteractionType } from '@stars/contracts';
import { ContextTimeline } from '@stars/features';
import type { FeatureLayout, UserEvent } from '@stars/ranking';
import { describe, expect, it } from 'vitest';
import { ServedSecondStage } from './served-second-stage.js';
import { type AskedRequest, ask } from './testing/ask-second-stage.js';
import { learnedModel, tinySecondStage } from './testing/index.js';

const { INTERACTION_TYPE_PURCHASE: PURCHASE, INTERACTION_TYPE_VIEW: VIEW } = InteractionType;
const DAY = 86_400_000;
const NOW = Date.UTC(2024, 4, 1, 15);
const IDS = Array.from({ length: 40 }, (_, i) => `item-${String(i).padStart(2, '0')}`);
const model = learnedModel(IDS);
const kinds = { target: PURCHASE, weights: new Map([[VIEW, 0.2]]) };
const at = { time: NOW, region: '' };
const noContext = async () => new ContextTimeline();

const of = (item: number, daysAgo: number, type: InteractionType, region = 'north'): UserEvent => ({
  ...{ itemId: IDS[item]!, time: NOW - daysAgo * DAY, region, type },
});
const unscored = (ids: readonly string[]) => ({ ids, general: ids.map(() => 0), next: ids.map(() => 0) });
const ranked = (request: AskedRequest, eligible = IDS) =>
  request.score({ eligible: unscored(eligible), found: unscored([]), general: [], next: [] }, 60);

describe('ServedSecondStage of a model with a target kind', () => {
  it('counts, for what the user had, only events that the model predicts', async () => {
    const onlyPurchases = { target: PURCHASE, weights: new Map() };
    const ofPurchases = new ServedSecondStage(
      { ...model, kinds: onlyPurchases },
      tinySecondStage(IDS.length),
      noContext,
    );
    const ofAll = new ServedSecondStage(model, tinySecondStage(IDS.length), noContext);
    const history = [of(3, 40, VIEW), of(5, 20, VIEW), of(9, 1, PURCHASE, 'south'), of(4, 0, VIEW, 'east')];
    const opened = await ask(ofPurchases, history, at);
    expect(opened.own).toEqual([IDS[9]]);
    expect(opened.region).toBe('east');
    expect([...(await ask(ofAll, history, at)).own].sort()).toEqual([3, 4, 5, 9].map((item) => IDS[item]));
    const onlyBought = await ask(ofAll, [history[2]!], { ...at, region: 'east' });
    expect(ranked(opened)).toEqual(ranked(onlyBought));
  });

  it('has what the user looked at and did not buy as candidates', async () => {
    const layout: FeatureLayout = { ...tinySecondStage(IDS.length).layout, evidence: [{ name: 'view', weight: 0.2 }] };
    const ofPurchases = new ServedSecondStage({ ...model, kinds }, tinySecondStage(IDS.length, { layout }), noContext);
    const history = [
      of(2, 9, VIEW),
      of(2, 9, PURCHASE),
      of(2, 3, VIEW),
      of(8, 2, VIEW),
      of(6, 1, VIEW),
      of(8, 1, VIEW),
    ];
    const opened = await ask(ofPurchases, history, at);
    expect(opened.others.slice(0, 2)).toEqual([IDS[8], IDS[6]]);
    const { CANDIDATE_SOURCE_BUY_AGAIN: looked, CANDIDATE_SOURCE_POPULAR: popular } = CandidateSource;
    expect(opened.sources.slice(0, 3)).toEqual([looked, looked, popular]);
    expect(opened.own).toEqual([IDS[2]]);
    const some = ranked(opened, [IDS[8]!, IDS[2]!]);
    expect(some.map(({ itemId, own }) => `${itemId} ${own}`).sort()).toEqual([`${IDS[2]} true`, `${IDS[8]} false`]);
    const scoreOf = async (events: UserEvent[]) =>
      ranked(await ask(ofPurchases, events, at)).find(({ itemId }) => itemId === IDS[2])!.score;
    // What was looked at changes scores.
    expect(await scoreOf(history)).not.toBe(await scoreOf(history.filter(({ type }) => type === PURCHASE)));
  });
});
