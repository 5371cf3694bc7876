import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InteractionLogBuilder } from '@stars/features';
import { createRandom } from '@stars/model';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PreparedLog } from './prepared-log.js';

function logOf(rows: number) {
  const random = createRandom(rows);
  const builder = new InteractionLogBuilder();
  for (let i = 0; i < rows; i++) {
    builder.add({
      userId: `user ${Math.floor(random() * 20)} ü`,
      itemId: `item-${Math.floor(random() * 50)}`,
      type: Math.floor(random() * 4),
      time: Math.floor(random() * 1e12) + 0.5,
      region: random() < 0.5 ? '' : 'north',
      sessionId: random() < 0.5 ? '' : `s${i}`,
      ...(random() < 0.5 ? {} : { value: random() }),
    });
  }
  return builder.build();
}

let root: string;
let prepared: PreparedLog;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'stars-prepared-'));
  prepared = new PreparedLog(join(root, 'log'));
});
afterEach(() => rmSync(root, { recursive: true }));

describe('PreparedLog', () => {
  it.each([0, 1, 1001])('gives a log of %i rows back as it was, and replaces it whole', async (rows) => {
    expect(await prepared.read()).toBeUndefined();
    await prepared.write(logOf(7));
    await prepared.write(logOf(rows));
    expect(await prepared.read()).toEqual(logOf(rows));
    expect(readdirSync(root)).toEqual(['log']);
  });

  const path = (name: string): string => join(root, 'log', name);
  const flip = (name: string): void => {
    const bytes = readFileSync(path(name));
    bytes[Math.floor(bytes.length / 2)]! ^= 1;
    writeFileSync(path(name), bytes);
  };
  it.each<[string, () => void]>([
    ['columns altered', () => flip('columns.bin')],
    ['columns cut off', () => truncateSync(path('columns.bin'), 100)],
    ['strings altered', () => flip('strings.json')],
    ['strings missing', () => rmSync(path('strings.json'))],
    ['the head no JSON', () => writeFileSync(path('log.json'), '{')],
    ['the head of another format', () => writeFileSync(path('log.json'), '{"format":0}')],
  ])('%s is refused', async (_, damage) => {
    await prepared.write(logOf(100));
    damage();
    await expect(prepared.read()).rejects.toMatchObject({ code: 'STARS_DIGEST_MISMATCH' });
  });
});
