import { planSteps } from '@stars/features';
import { describe, expect, it } from 'vitest';
import { EpochCursor } from './epoch-cursor.js';

/** Plans that differ from epoch to epoch, also in length. */
const batches = {
  plan(random: () => number) {
    const windows = Array.from({ length: 5 + Math.floor(random() * 5) }, (_, history) => {
      return { history, from: 0, until: 1, length: 1 + Math.floor(random() * 9) };
    });
    return planSteps(windows, 10, random);
  },
};

/** What a run would see: the windows of each step and a number drawn for it. */
function walk(cursor: EpochCursor, steps: number): { seen: string[]; cursor: EpochCursor } {
  const seen: string[] = [];
  let at = cursor;
  for (let i = 0; i < steps; i++) {
    if (at.done) at = at.following();
    seen.push(`${at.epoch} ${JSON.stringify(at.next())} ${at.random()}`);
  }
  return { seen, cursor: at };
}

describe('EpochCursor', () => {
  it('resumes from any state, through epochs, as if it had never stopped', () => {
    const { seen } = walk(EpochCursor.start(batches, 5), 40);
    for (let stop = 1; stop < 40; stop++) {
      const { cursor, seen: before } = walk(EpochCursor.start(batches, 5), stop);
      const resumed = EpochCursor.resume(batches, JSON.parse(JSON.stringify(cursor.state())));
      expect([...before, ...walk(resumed, 40 - stop).seen]).toEqual(seen);
    }
    expect(new Set(seen.map((line) => line.split(' ')[0])).size).toBeGreaterThan(3);
  });

  it('plans every epoch differently, and other epochs for another seed', () => {
    const first = walk(EpochCursor.start(batches, 5), 30).seen;
    expect(new Set(first).size).toBe(first.length);
    expect(walk(EpochCursor.start(batches, 6), 30).seen).not.toEqual(first);
  });
});
