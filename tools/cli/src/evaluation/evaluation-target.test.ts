import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InteractionLogBuilder, type TargetKind } from '@stars/features';
import { afterAll, describe, expect, it } from 'vitest';
import { openDataFolder } from '../data-folder.js';
import { readSettings, writeSettings } from '../settings.js';
import { askedTarget, targetOf } from './evaluation-target.js';

const root = mkdtempSync(join(tmpdir(), 'stars-target-'));
const folder = openDataFolder(root);
afterAll(() => rmSync(root, { recursive: true }));

/** 40 views, 40 additions to the cart. */
const builder = new InteractionLogBuilder();
for (let n = 0; n < 80; n++) {
  builder.add({ userId: 'u', itemId: `i${n}`, type: 1 + (n % 2), time: n, region: '', sessionId: '' });
}
const log = builder.build();

describe('the target of an evaluation', () => {
  const of = (target?: TargetKind, recipe?: TargetKind) =>
    targetOf(folder, { ...(target ? { target } : {}), training: recipe ? { recipe: { target: recipe } } : {} }, log);

  it('is what the data suggests if nobody asks for another', () => {
    expect(askedTarget(folder, { training: {} })).toBeUndefined();
    expect(of()).toMatchObject({ kind: 'add_to_cart', why: expect.stringContaining('40 add_to_cart, 40 view') });
  });

  it('is that of the option, else of the recipe, else of the settings', () => {
    writeSettings(folder, { ...readSettings(folder), target: 'view' });
    expect(of()).toEqual({ kind: 'view', why: 'Target: view, as in the settings of the data folder.' });
    expect(targetOf(folder, { training: {}, servedTarget: 'purchase' }, log).kind).toBe('purchase');
    expect(of(undefined, 'purchase')).toEqual({ kind: 'purchase', why: "Target: purchase, as in the model's recipe." });
    expect(of('add_to_cart', 'purchase')).toEqual({
      kind: 'add_to_cart',
      why: 'Target: add_to_cart, as --target says.',
    });
  });
});
