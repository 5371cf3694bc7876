import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { type DataFolder, type EvaluationScope, type Progress, type SizeName, store } from '@stars/cli';
import type { EventBus } from '@stars/event-bus';
import type { TargetKind, TrainingData } from '@stars/features';
import { NamedProgress } from '../ablation/named-progress.js';
import { COLD_START, partsOf } from '../ablation/part-variants.js';
import { type ColdStartRow, coldStartRows } from './cold-start-table.js';
import { baselineLists, type ColdScope, coldRecipe, openColdWorld, rankCold } from './cold-world.js';

export interface ColdStartRequest extends ColdScope {
  size: SizeName;
  /** Most steps of each training. If absent, the recipe's epochs decide. */
  steps?: number;
}

export interface ColdStartReport {
  protocol: EvaluationScope['protocol'];
  split: EvaluationScope['split'];
  title: string;
  size: string;
  seed: number;
  share: number;
  target: TargetKind;
  /** Why that is the target. */
  why: string;
  /** Items of the catalogue and their distinct texts, and how many of both are held out. */
  items: number;
  texts: number;
  cold_items: number;
  cold_texts: number;
  /** Sessions with a held-out item that is new to the user, and the number of such items. */
  sessions: number;
  targets: number;
  /** Model version by variant. */
  models: Record<string, string>;
  rows: ColdStartRow[];
}

/**
 * Holds items out of training, announces them, and measures whether users who then took one for the first time would have
 * found it. Trained models are kept: a run that was killed goes on with the next model.
 */
export async function evaluateColdStart(
  folder: DataFolder,
  bus: EventBus,
  data: TrainingData,
  request: ColdStartRequest,
  progress: Progress,
  signal: AbortSignal,
): Promise<ColdStartReport> {
  const { protocol, split, size, seed, share } = request;
  const world = await openColdWorld(folder, bus, data, request);
  const { whole, set, items, why } = world;
  const recipe = coldRecipe(world, size);
  const lists = await baselineLists(world, signal);
  const models: Record<string, string> = {};
  for (const variant of COLD_START) {
    const steps = request.steps === undefined ? {} : { maxSteps: request.steps };
    const changes = { ...request.recipe, parts: partsOf(recipe.parts, variant), ...steps, target: set.target };
    const named = new NamedProgress(progress, variant.name);
    const ranked = await rankCold(world, variant.name, { size, recipe: changes }, named, signal);
    models[variant.name] = ranked.version;
    lists.push(...ranked.lists);
  }
  const report: ColdStartReport = {
    ...{ protocol, split, title: whole.title, size, seed, share, target: set.target, why },
    items: items.cold.length,
    texts: items.texts,
    cold_items: items.count,
    cold_texts: items.coldTexts,
    sessions: set.sessions.length,
    targets: set.sessions.reduce((sum, { target }) => sum + target.length, 0),
    models,
    rows: coldStartRows(set, items, lists, { resamples: 500, seed: 0 }),
  };
  store(reportPath(folder, report), report);
  return report;
}

/** The name contains a digest of everything that decides the report. */
function reportPath(folder: DataFolder, { rows: _, ...report }: ColdStartReport): string {
  const digest = createHash('sha256').update(JSON.stringify(report)).digest('hex').slice(0, 12);
  const split = report.split === 'test' ? '' : `-${report.split}`;
  return join(folder.evaluations, `cold-start-${report.protocol}${split}-${digest}.json`);
}
