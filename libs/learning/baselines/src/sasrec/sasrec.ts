import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StarsError } from '@stars/errors';
import { decodeSafetensors, encodeSafetensors, startBackend } from '@stars/inference';
import { type Parameters, tf } from '@stars/model';
import type { EvaluationSet, RankedSessions, RankOptions, SessionRanker } from '@stars/replay';
import { previousSessions } from '../previous-sessions.js';
import { setDigest } from '../set-digest.js';
import { meanNdcg } from '../tuned-ranker.js';
import { rankBySasRec } from './rank-by-sasrec.js';
import { countTargets } from './sequences.js';
import { SASREC_GRID, type SasRecSettings } from './settings.js';
import { type SasRecRun, trainSasRec } from './training.js';

const VERSION = 3;
const SEED = 11;
const VALIDATION_SESSIONS = 1000;
const MINUTE = 60_000;
/** A setting is tried if its share of the budget allows this many epochs. */
const EPOCHS_WORTH_TRYING = 8;
/** The training with everything has more data than the one that found its settings, and takes longer. */
const FINAL = 1.2;

export interface SasRecOptions {
  /** Keeps models, and the result of each setting, by the digest of data and settings. */
  cacheDir: string;
  /** For training, all settings together (default 20). */
  budgetMinutes?: number;
  grid?: readonly SasRecSettings[];
  onProgress?: (progress: { label: string; done: number; total: number }) => void;
}

interface Outcome {
  settings: SasRecSettings;
  steps: number;
  best: number;
  ndcg: number;
  /** Whether lists without repeat candidates are better. */
  maskSeen: boolean;
  targets: number;
  /** What it took. */
  milliseconds: number;
}

interface Trained {
  outcome: Outcome;
  parameters: Parameters;
}

/**
 * SASRec (Kang and McAuley 2018): item embeddings, causal self-attention, cross entropy over the whole catalogue. Each
 * setting of the grid is trained without the sessions just before the evaluated ones, which decide when it stops. The best
 * is trained again with them, for as many steps. The first setting may take nearly half of the budget, each other one what
 * is left without the training with everything: one complete model is better than four incomplete ones. If the budget
 * allows only one short training, that is the one with everything.
 */
class SasRec implements SessionRanker {
  readonly name = 'SASRec';
  readonly kind = 'baseline';
  readonly explores = true;
  readonly note: string;
  readonly #budget: number;
  #trained: { set: EvaluationSet; model: Trained } | undefined;

  constructor(private readonly options: SasRecOptions) {
    const { budgetMinutes = 20 } = options;
    this.#budget = budgetMinutes * MINUTE;
    this.note = `trained for ${Number(budgetMinutes.toFixed(1))} minutes at most, all settings together`;
  }

  async rank(set: EvaluationSet, options: RankOptions): Promise<RankedSessions> {
    options.signal?.throwIfAborted();
    const backend = await startBackend();
    if (!backend.trains) {
      throw new StarsError('STARS_UNAVAILABLE', `SASRec needs a backend that trains, and ${backend.name} does not`);
    }
    if (this.#trained?.set !== set) {
      this.dispose();
      this.#trained = { set, model: await this.#train(set, options.signal) };
    }
    const { outcome, parameters } = this.#trained.model;
    return rankBySasRec(outcome.settings, parameters, set, { ...options, maskSeen: outcome.maskSeen });
  }

  /** Frees the weights; a later `rank` reads them again. */
  dispose(): void {
    if (this.#trained) tf.dispose([...this.#trained.model.parameters.values()]);
    this.#trained = undefined;
  }

  async #train(set: EvaluationSet, signal: AbortSignal | undefined): Promise<Trained> {
    const grid = this.options.grid ?? SASREC_GRID;
    const budget = this.#budget;
    const digest = setDigest(set, { VERSION, SEED, VALIDATION_SESSIONS, budget, grid });
    const folder = join(this.options.cacheDir, `sasrec-${digest.slice(0, 16)}`);
    mkdirSync(folder, { recursive: true });
    const known = load(folder, 'final');
    if (known) return known;
    const validation = previousSessions(set, { limit: VALIDATION_SESSIONS });
    const outcomes: Outcome[] = [];
    for (const [index, settings] of validation.sessions.length === 0 ? [] : [...grid.entries()]) {
      const kept = load(folder, `run-${index}`);
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
      save(folder, `run-${index}`, run);
      outcomes.push(run.outcome);
      tf.dispose([...run.parameters.values()]);
    }
    const best = outcomes.sort((a, b) => b.ndcg - a.ndcg)[0];
    const maskSeen = best?.maskSeen ?? !repeats(validation);
    const final = await this.#finish(set, best, { maskSeen, budget: budget - total(outcomes), signal });
    save(folder, 'final', final);
    return final;
  }

  /** One setting, stopped by validation; undefined if its share of the budget is too short. */
  async #run(
    validation: EvaluationSet,
    settings: SasRecSettings,
    budget: number,
    signal: AbortSignal | undefined,
  ): Promise<Trained | undefined> {
    const began = performance.now();
    const targets = countTargets(validation);
    if (targets === 0) return undefined;
    const probe = { set: validation, settings: { ...settings, epochs: 1 }, seed: SEED, signal };
    const probed = await trainSasRec({ ...probe, plan: { steps: 1000, stop: 4 }, budget });
    tf.dispose([...probed.parameters.values()]);
    const epoch = probed.millisecondsAStep * probed.perEpoch;
    if (epoch * EPOCHS_WORTH_TRYING > budget) return undefined;
    let maskSeen = false;
    const validate = async (parameters: Parameters): Promise<number> => {
      const scores: number[] = [];
      for (const mask of [false, true]) {
        const ranked = { k: 10, explore: false, maskSeen: mask, signal };
        const lists = await rankBySasRec(settings, parameters, validation, ranked);
        scores.push(meanNdcg(validation, lists, false));
      }
      maskSeen = scores[1]! > scores[0]!;
      return Math.max(...scores);
    };
    const run = await trainSasRec({
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
    best: Outcome | undefined,
    { maskSeen, budget, signal }: { maskSeen: boolean; budget: number; signal: AbortSignal | undefined },
  ): Promise<Trained> {
    const began = performance.now();
    const settings = best?.settings ?? (this.options.grid ?? SASREC_GRID)[0]!;
    const targets = countTargets(set);
    const growth = best === undefined ? 1 : targets / best.targets;
    const plan = best && { steps: Math.round(best.steps * growth), stop: Math.round(best.best * growth) };
    const run = await trainSasRec({
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

  #progressOf(settings: SasRecSettings): { onProgress?: (done: number, total: number) => void } {
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

const total = (outcomes: readonly Outcome[]): number =>
  outcomes.reduce((sum, { milliseconds }) => sum + milliseconds, 0);

function outcomeOf(
  settings: SasRecSettings,
  { steps, best, ndcg }: SasRecRun,
  { began, ...rest }: { maskSeen: boolean; targets: number; began: number },
): Outcome {
  return { settings, steps, best, ndcg, ...rest, milliseconds: performance.now() - began };
}

function load(folder: string, name: string): Trained | undefined {
  const [weights, outcome] = [join(folder, `${name}.safetensors`), join(folder, `${name}.json`)];
  if (!existsSync(outcome)) return undefined;
  const stored = decodeSafetensors(readFileSync(weights), weights);
  return {
    outcome: JSON.parse(readFileSync(outcome, 'utf8')) as Outcome,
    parameters: new Map([...stored].map(([key, { shape, values }]) => [key, tf.tensor(values, shape, 'float32')])),
  };
}

/** The outcome is written last: if it exists, the weights are complete. */
function save(folder: string, name: string, { outcome, parameters }: Trained): void {
  const stored = new Map(
    [...parameters].map(([key, tensor]) => [key, { shape: tensor.shape, values: tensor.dataSync<'float32'>() }]),
  );
  for (const [ending, content] of [
    ['safetensors', encodeSafetensors(stored)],
    ['json', JSON.stringify(outcome, null, 2)],
  ] as const) {
    const path = join(folder, `${name}.${ending}`);
    writeFileSync(`${path}.part`, content);
    renameSync(`${path}.part`, path);
  }
}

export const sasRec = (options: SasRecOptions): SessionRanker & { dispose(): void } => new SasRec(options);
