import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { type EvaluationSet, forEachSession, seededRandom } from '@stars/replay';
import { sessionsByTime } from '../popularity-timeline.js';
import type { Candidates } from './candidates.js';

/** Share of the users whose sessions decide when to stop. */
const HELD = 0.15;

export interface ExampleOptions {
  explore: boolean;
  /** Negatives of a session, drawn from its candidates. */
  negatives: number;
  onProgress?: (done: number, total: number) => void;
  signal?: AbortSignal;
}

/** One part of the examples, in the three files that tools/lambdamart reads. */
class Part {
  sessions = 0;
  readonly #files: number[];

  constructor(folder: string, name: string) {
    this.#files = ['f32', 'u8', 'i32'].map((ending) => openSync(join(folder, `${name}.${ending}`), 'w'));
  }

  add(rows: Float32Array, labels: Uint8Array): void {
    [rows, labels, Int32Array.of(labels.length)].forEach((values, f) => {
      const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
      for (let at = 0; at < bytes.length; ) at += writeSync(this.#files[f]!, bytes, at);
    });
    this.sessions++;
  }

  close(): void {
    this.#files.forEach(closeSync);
  }
}

/**
 * Writes the sessions of `set` with their candidates as examples, those of some users as the part `held`. Sessions
 * without a target among the candidates are left out.
 * @returns the number of sessions of each part.
 */
export async function writeExamples(
  folder: string,
  set: EvaluationSet,
  candidates: Candidates,
  options: ExampleOptions,
): Promise<{ train: number; held: number }> {
  const random = seededRandom(1);
  const isHeld = set.log.users.map(() => random() < HELD);
  const parts = { train: new Part(folder, 'train'), held: new Part(folder, 'held') };
  const width = candidates.names.length;
  try {
    await forEachSession(sessionsByTime(set), options, (n) => {
      const session = set.sessions[n]!;
      const target = new Set(options.explore ? session.targetNew : session.target);
      if (target.size === 0) return;
      const found = candidates.of(session);
      const positive = found.filter((item) => target.has(item));
      if (positive.length === 0) return;
      const rest = draw(
        found.filter((item) => !target.has(item)),
        options.negatives,
        random,
      );
      // Shuffled: the trees leave ties, which LightGBM's NDCG breaks by position.
      const items = draw([...positive, ...rest], Number.POSITIVE_INFINITY, random);
      const rows = new Float32Array(items.length * width);
      candidates.write(items, rows, 0);
      const labels = Uint8Array.from(items, (item) => (target.has(item) ? 1 : 0));
      parts[isHeld[session.user] ? 'held' : 'train'].add(rows, labels);
    });
  } finally {
    parts.train.close();
    parts.held.close();
  }
  return { train: parts.train.sessions, held: parts.held.sessions };
}

/** `count` of the items, or all if there are no more, shuffled. */
function draw(items: number[], count: number, random: () => number): number[] {
  for (let i = 0; i < Math.min(count, items.length); i++) {
    const j = i + Math.floor(random() * (items.length - i));
    [items[i], items[j]] = [items[j]!, items[i]!];
  }
  return items.slice(0, count);
}
