import { evaluate, rankAndMeasure } from '../evaluate.js';
import type { EvaluationReport } from '../report.js';
import { candidateFigure } from '../sections/candidate-figure.js';
import { signalTable } from '../sections/signal-table.js';
import { fourSessions } from './four-sessions.js';
import { listed, listedRanker } from './listed.js';

/** A report of four sessions with every section, whose names are those given. */
export async function fullReport(names: {
  model: string;
  baseline: string;
  category: string;
  signal: string;
}): Promise<EvaluationReport> {
  const set = fourSessions();
  const own = { 'u_2026-01-20': ['a', 'c'], 'u_2026-01-21': ['b'], 'v_2026-01-20': ['c'], 'w_2026-01-22': ['b'] };
  const theirs = { 'u_2026-01-20': ['a'], 'v_2026-01-20': ['b'] };
  const bootstrap = { resamples: 20, seed: 0 };
  const report = await evaluate({
    set,
    rankers: [
      listedRanker(names.baseline, 'baseline', theirs, true),
      listedRanker('LambdaMART', 'baseline', { 'u_2026-01-20': ['a'], 'w_2026-01-22': ['b'] }, true),
      listedRanker(names.model, 'model', own, true),
    ],
    ...bootstrap,
    minCategorySessions: 1,
    sections: ['figure5', 'categories', 'repeats', 'exposure'],
    categories: { attribute: 'category', names: [names.category, 'other'], of: Int32Array.of(0, 0, 0, 1, -1) },
  });
  const lists = listed(set, own, 50);
  const less = listed(set, theirs, 50);
  const served = (of: typeof own | typeof theirs) =>
    rankAndMeasure({ set, rankers: [listedRanker(names.model, 'model', of, true)], ...bootstrap });
  return {
    ...report,
    candidates: candidateFigure(
      set,
      set.sessions.map(({ target }) => target),
      { name: names.model, lists },
      [{ name: names.baseline, lists: less }],
      bootstrap,
    )!,
    signals: signalTable(await served(own), [{ signal: names.signal, passes: await served(theirs) }], bootstrap),
    head_cosine: {
      sessions: 4,
      mean: 0.25,
      standard_deviation: 0.5,
      percentiles: { 5: -1, 25: 0, 50: 0.5, 75: 0.75, 95: 1 },
      histogram: new Array(20).fill(1),
    },
    test_looks: 3,
  };
}
