import { describe, expect, it } from 'vitest';
import type { ComparedNdcg, SimpleComparison } from './gate-against-simple.js';
import { heldOutMetrics, heldOutSentence, simpleRankingIn } from './held-out-figures.js';

const found = (ranker: number, simple: number, better: ComparedNdcg['better'] = 'recent popularity'): ComparedNdcg => ({
  ...{ ranker, simple, better, error: 0.005 },
});
const none: SimpleComparison = { sessions: 0 };
const sentence = (all: SimpleComparison, fresh = none): string =>
  heldOutSentence(heldOutMetrics({ all, fresh, seeded: none }));

describe('heldOutMetrics', () => {
  it('are the sessions and, if they are enough, what was found', () => {
    const all = { sessions: 1204, found: found(0.214, 0.198, 'personal frequency') };
    expect(heldOutMetrics({ all, fresh: { sessions: 12 }, seeded: { sessions: 9 } })).toEqual({
      held_out_sessions: 1204,
      held_out_ndcg: 0.214,
      held_out_ndcg_personal_frequency: 0.198,
      held_out_ndcg_error: 0.005,
      held_out_unseen_sessions: 12,
      held_out_seeded_sessions: 9,
    });
  });
});

describe('heldOutSentence', () => {
  it('says who is ahead, and what follows', () => {
    expect(sentence({ sessions: 1204, found: found(0.214, 0.198, 'personal frequency') })).toBe(
      'On 1,204 held-out sessions it is ahead of personal frequency: NDCG@10 .214 to .198.',
    );
    expect(sentence({ sessions: 60, found: found(0.19, 0.198) })).toBe(
      'On 60 held-out sessions it is level with recent popularity: NDCG@10 .190 to .198.',
    );
    expect(sentence({ sessions: 60, found: found(0.081, 0.093) })).toBe(
      'On 60 held-out sessions it is behind recent popularity (NDCG@10 .081 to .093): until a later training is no longer behind, ' +
        'recent popularity ranks, and answers say STARS_SIMPLE_RANKING.',
    );
  });

  it('says if there was too little to compare', () => {
    expect(sentence({ sessions: 12 })).toBe(
      'Too few sessions were held out (12) to compare it with simple rankings: it ranks mostly by its prior.',
    );
    expect(sentence(none)).toBe('No session was held out to compare it with simple rankings: it ranks by its prior.');
    expect(heldOutSentence({ steps: 7 })).toBe('');
  });

  it('names unseen items only where something else ranks them', () => {
    const all = { sessions: 60, found: found(0.2, 0.1) };
    const alone = sentence(all);
    expect(sentence(all, { sessions: 60, found: found(0.012, 0.01) })).toBe(alone);
    expect(sentence(all, { sessions: 60, found: found(0.01, 0.03) })).toBe(
      `${alone} For unseen items it is behind recent popularity (NDCG@10 .010 to .030), which ranks them.`,
    );
  });
});

describe('heldOutSentence, where people look before they take', () => {
  it('says how both questions stand', () => {
    const all = { sessions: 60, found: found(0.3, 0.295, 'last viewed first') };
    expect(sentence(all, { sessions: 60, found: found(0.16, 0.1, 'similar sessions') })).toBe(
      'On 60 held-out sessions it is level with last viewed first: NDCG@10 .300 to .295.' +
        ' For unseen items it is ahead of similar sessions (NDCG@10 .160 to .100).',
    );
  });
});

describe('simpleRankingIn', () => {
  it('is what ranks in place of what was learned', () => {
    const of = (ranker: number) =>
      simpleRankingIn(heldOutMetrics({ all: { sessions: 60, found: found(ranker, 0.1) }, fresh: none, seeded: none }));
    expect([0.05, 0.1, 0.2].map(of)).toEqual(['recent popularity', undefined, undefined]);
    expect(simpleRankingIn({})).toBeUndefined();
  });
});
