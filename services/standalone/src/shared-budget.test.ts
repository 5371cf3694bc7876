import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StarsError } from '@stars/errors';
import { createLogger } from '@stars/platform';
import { BusLedger } from '@stars/service-tagger';
import { openEmbeddedStack, type StackConfig } from '@stars/stack';
import { TextCache, type TextModelsOptions } from '@stars/text';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startStandalone } from './standalone.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stars-budget-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

it.each([
  { kind: 'servers' as const, expected: BusLedger },
  { kind: 'embedded' as const, expected: TextCache },
])('spends on the stack "$kind" from one budget with the taggers of other processes', async ({ kind, expected }) => {
  const enough = new StarsError('STARS_UNAVAILABLE', 'the test has seen enough');
  let ledger: TextModelsOptions['ledger'];
  const starting = startStandalone({
    dataDir: folder,
    logger: createLogger('test', { level: 'silent' }),
    stackConfig: { kind, dataDir: folder } as StackConfig,
    openStack: () => openEmbeddedStack(folder),
    openTextModels: async (options) => {
      ledger = options.ledger;
      throw enough;
    },
  });
  await expect(starting).rejects.toBe(enough);
  expect(ledger).toBeInstanceOf(expected);
});
