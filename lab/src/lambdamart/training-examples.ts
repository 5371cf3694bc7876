import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { type EvaluationSet, seededRandom } from '@stars/replay';
import type { ExampleOptions, LambdaMartExample, SetColumns } from './columns.js';

/** Share of the users whose sessions decide when to stop. */
const HELD = 0.15;

/** Appends numbers to an open file, as lab/python reads them. */
export function appendTo(file: number, { buffer, byteOffset, byteLength }: NodeJS.TypedArray): void {
  const bytes = new Uint8Array(buffer, byteOffset, byteLength);
  for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
}

/** One part of the examples, in the three files that lab/python reads. */
class Part {
  sessions = 0;
  readonly #files: number[];

  constructor(folder: string, name: string) {
    this.#files = ['f32', 'u8', 'i32'].map((ending) => openSync(join(folder, `${name}.${ending}`), 'w'));
  }

  add({ rows, labels }: LambdaMartExample): void {
    [rows, labels, Int32Array.of(labels.length)].forEach((values, f) => {
      appendTo(this.#files[f]!, values);
    });
    this.sessions++;
  }

  close(): void {
    this.#files.forEach(closeSync);
  }
}

/**
 * Writes the examples, those of some users as the part `held`.
 * @returns the number of sessions of each part.
 */
export async function writeExamples(
  folder: string,
  { log }: EvaluationSet,
  columns: SetColumns,
  options: ExampleOptions,
): Promise<{ train: number; held: number }> {
  const random = seededRandom(1);
  const isHeld = log.users.map(() => random() < HELD);
  const parts = { train: new Part(folder, 'train'), held: new Part(folder, 'held') };
  const width = columns.names.length;
  try {
    await columns.examples((example) => {
      parts[isHeld[example.user] ? 'held' : 'train'].add(shuffled(example, width, random));
    }, options);
  } finally {
    parts.train.close();
    parts.held.close();
  }
  return { train: parts.train.sessions, held: parts.held.sessions };
}

/** The trees leave ties, which LightGBM's NDCG breaks by position. */
function shuffled({ user, rows, labels }: LambdaMartExample, width: number, random: () => number): LambdaMartExample {
  const order = [...labels.keys()].map((place) => ({ place, key: random() })).sort((a, b) => a.key - b.key);
  const mixed = new Float32Array(rows.length);
  order.forEach(({ place }, n) => {
    mixed.set(rows.subarray(place * width, (place + 1) * width), n * width);
  });
  return { user, rows: mixed, labels: Uint8Array.from(order, ({ place }) => labels[place]!) };
}
