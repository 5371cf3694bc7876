import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { StarsError } from '@stars/errors';
import { startBackend } from '@stars/inference';
import { type Parameters, tf } from '@stars/model';
import type { EvaluationSet, RankedSessions, RankOptions, SessionRanker } from '@stars/replay';
import { previousSessions } from '../previous-sessions.js';
import { setDigest } from '../set-digest.js';
import { meanNdcg } from '../tuned-ranker.js';
import type { BaselineNetwork, NetworkSettings } from './baseline-network.js';
import { loadNetwork, type StoredNetwork, saveNetwork } from './stored-network.js';
import { type NetworkRun, trainNetwork } from './train-network.js';

const SEED = 11;
const VALIDATION_SESSIONS = 1000;
const MINUTE = 60_000;
/** A setting is tried if its share of the budget allows this many epochs. */
const EPOCHS_WORTH_TRYING = 8;
/** The training with everything has more data than the one that found its settings, and takes longer. */
const FINAL = 1.2;

export interface NetworkOptions<Settings extends NetworkSettings> {
  /** Keeps models, and the result of each setting, by the digest of data and settings. */
  cacheDir: string;
  /** For training, all settings together (default 20). */
  budgetMinutes?: number;
  /** Absent: the network's own. */
  grid?: readonly Settings[];
  onProgress?: (progress: { label: string; done: number; total: number }) => void;
}

interface Outcome<Settings> {
  settings: Settings;
  steps: number;
  best: number;
  ndcg: number;
  /** Whether lists without repeat candidates are better. */
  maskSeen: boolean;
  targets: number;
  /** What it took. */
  milliseconds: number;
}

type Trained<Settings> = StoredNetwork<Outcome<Settings>>;

/**
 * A network as a baseline. Each setting of the grid is trained without the sessions just before the evaluated ones, which
 * decide when it stops. The best is trained again with them, for as many steps. The first setting may take nearly half of
 * the budget, each other one what is left without the training with everything: one complete model is better than four
 * incomplete ones. If the budget allows only one short training, that is the one with everything.
 */
export class NetworkRanker<Settings extends NetworkSettings, Step> implements SessionRanker {
  readonly kind = 'baseline';
  readonly name: string;
  readonly explores: boolean;
  readonly note: string;
  readonly #budget: number;
  readonly #grid: readonly Settings[];
  #trained: { set: EvaluationSet; model: Trained<Settings> } | undefined;

  constructor(
    private readonly network: BaselineNetwork<Settings, Step>,
    private readonly options: NetworkOptions<Settings>,
  ) {
    this.name = network.name;
    this.explores = !network.repeatsOnly;
    this.#grid = options.grid ?? network.grid;
    const { budgetMinutes = 20 } = options;
    this.#budget = budgetMinutes * MINUTE;
    this.note = `trained for ${Number(budgetMinutes.toFixed(1))} minutes at most, all settings together`;
  }

  async rank(set: EvaluationSet, options: RankOptions): Promise<RankedSessions> {
    options.signal?.throwIfAborted();
    const backend = await startBackend();
    if (!backend.trains) {
      throw new StarsError(
        'STARS_UNAVAILABLE',
        `${this.name} needs a backend that trains, and ${backend.name} does not`,
      );
    }
    if (this.#trained?.set !== set) {
      this.dispose();
      this.#trained = { set, model: await this.#train(set, options.signal) };
    }
    const { outcome, parameters } = this.#trained.model;
    return this.network.rank(outcome.settings, parameters, set, { ...options, maskSeen: outcome.maskSeen });
  }

  /** Frees the weights; a later `rank` reads them again. */
  dispose(): void {
    if (this.#trained) tf.dispose([...this.#trained.model.parameters.values()]);
    this.#trained = undefined;
  }

  async #train(set: EvaluationSet, signal: AbortSignal | undefined): Promise<Trained<Settings>> {
    const { version: VERSION, repeatsOnly } = this.network;
    const grid = this.#grid;
    const budget = this.#budget;
    const validation = previousSessions(set, { limit: VALIDATION_SESSIONS });
    if (repeatsOnly && !repeats(validation)) {
      throw new StarsError(
        'STARS_UNAVAILABLE',
        `${this.name} learns what users repeat, and they repeat next to nothing`,
      );
    }
    const digest = setDigest(set, { VERSION, SEED, VALIDATION_SESSIONS, budget, grid });
    const folder = join(this.options.cacheDir, `${this.name.toLowerCase()}-${digest.slice(0, 16)}`);
    mkdirSync(folder, { recursive: true });
    const known = loadNetwork<Outcome<Settings>>(folder, 'final');
    if (known) return known;
    const outcomes: Outcome<Settings>[] = [];
    for (const [index, settings] of validation.sessions.length === 0 ? [] : [...grid.entries()]) {
      const kept = loadNetwork<Outcome<Settings>>(folder, `run-${index}`);
      if (kept) {
        outcomes.push(kept.outcome);
        tf.dispose([...kept.parameters.values()]);
        continue;
      }
      const left = budget - total(outcomes);
      const longest = Math.max(0, ...outcomes.map(({ milliseconds }) => milliseconds));
      const share = Math.min(left / (1 + FINAL), left - FINAL * longest);
      const run = await this.#run(validation, settings, share, signal);
      if (run === undefined) break;
      saveNetwork(folder, `run-${index}`, run);
      outcomes.push(run.outcome);
      tf.dispose([...run.parameters.values()]);
    }
    const best = outcomes.sort((a, b) => b.ndcg - a.ndcg)[0];
    const maskSeen = best?.maskSeen ?? !repeats(validation);
    const final = await this.#finish(set, best, { maskSeen, budget: budget - total(outcomes), signal });
    saveNetwork(folder, 'final', final);
    return final;
  }

  /** One setting, stopped by validation; undefined if its share of the budget is too short. */
  async #run(
    validation: EvaluationSet,
    settings: Settings,
    budget: number,
    signal: AbortSignal | undefined,
  ): Promise<Trained<Settings> | undefined> {
    const began = performance.now();
    const targets = this.network.countTargets(validation);
    if (targets === 0) return undefined;
    const { network } = this;
    const probe = { network, set: validation, settings: { ...settings, epochs: 1 }, seed: SEED, signal };
    const probed = await trainNetwork({ ...probe, plan: { steps: 1000, stop: 4 }, budget });
    tf.dispose([...probed.parameters.values()]);
    const epoch = probed.millisecondsAStep * probed.perEpoch;
    if (epoch * EPOCHS_WORTH_TRYING > budget) return undefined;
    let maskSeen = false;
    const validate = async (parameters: Parameters): Promise<number> => {
      const scores: number[] = [];
      for (const mask of network.repeatsOnly ? [false] : [false, true]) {
        const ranked = { k: 10, explore: false, maskSeen: mask, signal };
        const lists = await network.rank(settings, parameters, validation, ranked);
        scores.push(meanNdcg(validation, lists, false));
      }
      maskSeen = (scores[1] ?? 0) > scores[0]!;
      return Math.max(...scores);
    };
    const run = await trainNetwork({
      network,
      set: validation,
      settings,
      seed: SEED,
      budget,
      validate,
      signal,
      ...this.#progressOf(settings),
    });
    return { parameters: run.parameters, outcome: outcomeOf(settings, run, { maskSeen, targets, began }) };
  }

  async #finish(
    set: EvaluationSet,
    best: Outcome<Settings> | undefined,
    { maskSeen, budget, signal }: { maskSeen: boolean; budget: number; signal: AbortSignal | undefined },
  ): Promise<Trained<Settings>> {
    const began = performance.now();
    const settings = best?.settings ?? this.#grid[0]!;
    const targets = this.network.countTargets(set);
    const growth = best === undefined ? 1 : targets / best.targets;
    const plan = best && { steps: Math.round(best.steps * growth), stop: Math.round(best.best * growth) };
    const run = await trainNetwork({
      network: this.network,
      set,
      settings,
      seed: SEED,
      budget,
      signal,
      ...(plan && { plan }),
      ...this.#progressOf(settings),
    });
    return { parameters: run.parameters, outcome: outcomeOf(settings, run, { maskSeen, targets, began }) };
  }

  #progressOf(settings: Settings): { onProgress?: (done: number, total: number) => void } {
    const { onProgress } = this.options;
    return onProgress ? { onProgress: (done, total) => onProgress({ label: settings.name, done, total }) } : {};
  }
}

/** Whether users repeat items: true of groceries, not of films. */
function repeats({ sessions }: EvaluationSet): boolean {
  const targets = sessions.reduce((sum, { target }) => sum + target.length, 0);
  const fresh = sessions.reduce((sum, { targetNew }) => sum + targetNew.length, 0);
  return targets - fresh >= targets / 100;
}

const total = (outcomes: readonly Outcome<unknown>[]): number =>
  outcomes.reduce((sum, { milliseconds }) => sum + milliseconds, 0);

function outcomeOf<Settings>(
  settings: Settings,
  { steps, best, ndcg }: NetworkRun,
  { began, ...rest }: { maskSeen: boolean; targets: number; began: number },
): Outcome<Settings> {
  return { settings, steps, best, ndcg, ...rest, milliseconds: performance.now() - began };
}
