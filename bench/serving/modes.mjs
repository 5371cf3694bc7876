// What an answer costs in each mode, for histories of each length.
import { median, say } from '../run.mjs';
import { MODES_BY_NAME } from './requests.mjs';

/**
 * Every mode with every length of history at a low rate: in turns, forwards and backwards, since a machine is not always as fast.
 * `ratio` is of the CPU time of `rr` with histories of the same length.
 */
export async function modesOf(load, page, { lengths, rounds }) {
  const cases = lengths.flatMap((history) => Object.keys(MODES_BY_NAME).map((mode) => ({ history, mode, runs: [] })));
  for (let turn = 0; turn < 2 * Math.ceil(rounds / 2); turn++) {
    for (const { history, mode, runs } of turn % 2 === 0 ? cases : cases.toReversed()) {
      runs.push(await load({ ...page, shop: { ...page.shop, history, mode }, seed: turn }));
    }
    say(`modes: turn ${turn + 1}`);
  }
  const all = (runs, name) => runs.reduce((sum, run) => sum + run[name], 0);
  return cases.map(({ history, mode, runs }) => {
    const plain = cases.find((other) => other.history === history && other.mode === 'rr').runs;
    const of = (name) => median(runs.map((run) => run[name]));
    const ratios = runs.map(({ cpuMs }, turn) => cpuMs / plain[turn].cpuMs);
    return {
      ...{ history, mode, cpuMs: of('cpuMs'), ratio: median(ratios), ratios, p50: of('p50'), p99: of('p99') },
      ...{ sent: all(runs, 'sent'), answered: all(runs, 'ok') },
    };
  });
}
