import type { CandidateFamily } from './column-family.js';

/** Scores of the item by the model's two vectors, less the best inner product of any item; 0 for a user without vectors. */
export const MODEL_SCORES: CandidateFamily = {
  group: 'model scores',
  names: ['general score below the best', 'next score below the best'],
  write: ({ place, scores }, out, at) => {
    out[at++] = scores ? scores.general[place]! - scores.bestGeneral : 0;
    out[at++] = scores ? scores.next[place]! - scores.bestNext : 0;
  },
};
