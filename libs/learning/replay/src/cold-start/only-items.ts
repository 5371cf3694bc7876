import type { ReplayModel } from '../stars-candidates.js';

/** The same model, but only these items of the catalogue can be found. @param only [I] 1 if the item can be found */
export function onlyItems(model: ReplayModel, only: Uint8Array): ReplayModel {
  const { repeats } = model;
  return {
    ...model,
    repeats: repeats && ((session) => new Map([...repeats(session)].filter(([item]) => only[item]))),
    scores: async (queries, items, shape) => {
      const scores = await model.scores(queries, items, shape);
      for (let cell = 0; cell < scores.length; cell++) if (!only[cell % shape.items]) scores[cell] = Number.NaN;
      return scores;
    },
  };
}
