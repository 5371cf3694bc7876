import { join } from 'node:path';
import type { KeptLists } from '@stars/evaluation';
import type { DataFolder } from '../data-folder.js';
import { readStored, store } from './run-folder.js';

/** One evaluation in which lists were measured on the test split. */
export interface TestLook {
  time: string;
  /** Of the evaluation. */
  evaluation: string;
  model_version: string;
  /** False until the report of it was written: a run that goes on after a kill is the same look. */
  finished: boolean;
}

const pathOf = (folder: DataFolder): string => join(folder.evaluations, 'test-looks.json');

/** Every look at the test split of a data folder, oldest first. */
export const testLooks = (folder: DataFolder): TestLook[] => readStored<TestLook[]>(pathOf(folder)) ?? [];

/**
 * Counts looks at the test split: a look is an evaluation that measures lists which no evaluation before it had
 * measured. Printing again what is known is none, and going on after a kill is the one that was killed.
 */
export class TestLookCounter {
  #counted = false;

  constructor(
    private readonly folder: DataFolder,
    private readonly evaluation: string,
    private readonly modelVersion: string,
    private readonly now: () => Date = () => new Date(),
  ) {}

  /** Lists that are made are measured next: the look is counted before they can be seen. */
  watch(lists: KeptLists): KeptLists {
    return {
      get: (key, sessions) => lists.get(key, sessions),
      put: (key, ranked) => {
        this.#count();
        return lists.put(key, ranked);
      },
    };
  }

  /** The report is written; returns how often the test was looked at. */
  finish(): number {
    const looks = testLooks(this.folder);
    store(
      pathOf(this.folder),
      looks.map((look) => (this.#isOurs(look) ? { ...look, finished: true } : look)),
    );
    return looks.length;
  }

  get looks(): number {
    return testLooks(this.folder).length;
  }

  #count(): void {
    if (this.#counted) return;
    this.#counted = true;
    const looks = testLooks(this.folder);
    if (looks.some((look) => this.#isOurs(look) && !look.finished)) return;
    const look = {
      time: this.now().toISOString(),
      evaluation: this.evaluation,
      model_version: this.modelVersion,
      finished: false,
    };
    store(pathOf(this.folder), [...looks, look]);
  }

  #isOurs({ evaluation, model_version }: TestLook): boolean {
    return evaluation === this.evaluation && model_version === this.modelVersion;
  }
}
