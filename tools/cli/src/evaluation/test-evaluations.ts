import { join } from 'node:path';
import type { KeptLists } from '@stars/evaluation';
import type { DataFolder } from '../data-folder.js';
import { readStored, store } from '../stored.js';

/** One evaluation in which lists were measured on the test split. */
export interface TestEvaluation {
  time: string;
  /** Id of the evaluation. */
  evaluation: string;
  model_version: string;
  /** False until its report is written: a run that goes on after a kill is the same test evaluation. */
  finished: boolean;
}

const pathOf = (folder: DataFolder): string => join(folder.evaluations, 'test-looks.json');

/** All test evaluations of a data folder, oldest first. */
export const testEvaluations = (folder: DataFolder): TestEvaluation[] =>
  readStored<TestEvaluation[]>(pathOf(folder)) ?? [];

/**
 * Counts test evaluations: evaluations that measure lists on the test split which no earlier evaluation measured. If known
 * figures are printed again, nothing is counted. A run that goes on after a kill is counted once.
 */
export class TestEvaluationCounter {
  #counted = false;

  constructor(
    private readonly folder: DataFolder,
    private readonly evaluation: string,
    private readonly modelVersion: string,
    private readonly now: () => Date = () => new Date(),
  ) {}

  /** Lists that are stored are measured next: the evaluation is counted before anybody can see them. */
  watch(lists: KeptLists): KeptLists {
    return {
      get: (key, sessions) => lists.get(key, sessions),
      put: (key, ranked) => {
        this.#count();
        return lists.put(key, ranked);
      },
    };
  }

  /** The report is written. Returns the number of test evaluations. */
  finish(): number {
    const all = testEvaluations(this.folder);
    store(
      pathOf(this.folder),
      all.map((each) => (this.#isOurs(each) ? { ...each, finished: true } : each)),
    );
    return all.length;
  }

  get count(): number {
    return testEvaluations(this.folder).length;
  }

  #count(): void {
    if (this.#counted) return;
    this.#counted = true;
    const before = testEvaluations(this.folder);
    if (before.some((each) => this.#isOurs(each) && !each.finished)) return;
    const ours = {
      time: this.now().toISOString(),
      evaluation: this.evaluation,
      model_version: this.modelVersion,
      finished: false,
    };
    store(pathOf(this.folder), [...before, ours]);
  }

  #isOurs({ evaluation, model_version }: TestEvaluation): boolean {
    return evaluation === this.evaluation && model_version === this.modelVersion;
  }
}
