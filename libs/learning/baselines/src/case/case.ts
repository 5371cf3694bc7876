import type { SessionRanker } from '@stars/replay';
import type { BaselineNetwork } from '../networks/baseline-network.js';
import { type NetworkOptions, NetworkRanker } from '../networks/network-ranker.js';
import { countTargets } from '../sasrec/sequences.js';
import { caseSpecs, repurchaseLoss, scoreCase } from './network.js';
import { rankByCase } from './rank-by-case.js';
import { CASE_GRID, type CaseSettings } from './settings.js';
import { caseSteps, type LazyCaseStep } from './steps.js';

export type CaseOptions = NetworkOptions<CaseSettings>;

const network: BaselineNetwork<CaseSettings, LazyCaseStep> = {
  name: 'CASE',
  version: 1,
  grid: CASE_GRID,
  repeatsOnly: true,
  specs: caseSpecs,
  countTargets,
  epochSteps: (set, { rows }, random) => caseSteps(set, rows, random),
  loss: (settings, parameters, make, seeds) => {
    const step = make();
    return repurchaseLoss(scoreCase(settings, parameters, step, seeds), step);
  },
  rank: rankByCase,
};

/** CASE (Cao and others 2026): ranks the user's own items by the calendar of their purchases. */
export const cadenceSets = (options: CaseOptions): SessionRanker & { dispose(): void } =>
  new NetworkRanker(network, options);
