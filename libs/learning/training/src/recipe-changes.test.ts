import { describe, expect, it } from 'vitest';
import { RECIPES } from './recipe.js';
import { withChanges } from './recipe-changes.js';
import { SECOND_STAGE_DEFAULTS } from './second-stage/second-stage-recipe.js';
import { VALIDATION_DEFAULTS } from './validation-recipe.js';

const { tiny, small } = RECIPES;

describe('withChanges', () => {
  it('changes the fields that are named, and no other of their groups', () => {
    const changes = { epochs: 3, size: { dropout: 0.2 }, parts: { tags: false }, secondStage: { hidden: 32 } };
    expect(withChanges(small, changes)).toEqual({
      ...small,
      epochs: 3,
      size: { ...small.size, dropout: 0.2 },
      parts: { ...small.parts, tags: false },
      secondStage: { ...small.secondStage, hidden: 32 },
    });
    expect(withChanges(small, {})).toEqual(small);
  });

  it('switches a group on by a field of it, and off', () => {
    expect(withChanges(tiny, { validation: { users: 9 }, secondStage: {} })).toMatchObject({
      validation: { ...VALIDATION_DEFAULTS, users: 9 },
      secondStage: SECOND_STAGE_DEFAULTS,
    });
    const off = withChanges(small, { validation: undefined, secondStage: undefined });
    expect([off.validation, off.secondStage]).toEqual([undefined, undefined]);
  });
});
