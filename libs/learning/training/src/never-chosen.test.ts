import { expect, it } from 'vitest';
import { neverChosen } from './never-chosen.js';

it('takes from the score of items that many events of other kinds met and none of the target kind', () => {
  // One event of eight is a target.
  const [often, seldom, chosen] = neverChosen({
    counts: Uint32Array.of(96, 16, 48),
    targets: Uint32Array.of(0, 0, 20),
  });
  expect(often).toBeCloseTo(Math.log(1 + 96 / 8), 5);
  expect([seldom, chosen]).toEqual([0, 0]);
});

it('takes nothing where all events are targets, or where there are none', () => {
  expect([...neverChosen({ counts: Uint32Array.of(500, 1), targets: Uint32Array.of(500, 1) })]).toEqual([0, 0]);
  expect([...neverChosen({ counts: Uint32Array.of(500, 0), targets: Uint32Array.of(0, 0) })]).toEqual([0, 0]);
});
