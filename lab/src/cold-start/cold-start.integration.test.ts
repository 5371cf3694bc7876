// @module-tag long

import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCli } from '@stars/cli/testing';
import { syntheticShop } from '@stars/datasets/testing';
import { ModelStore } from '@stars/inference';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ColdStartReport } from './cold-start.js';

const root = mkdtempSync(join(tmpdir(), 'stars-cold-start-'));
const data = join(root, 'data');
const measuring = [
  'lab',
  'cold-start',
  '--data',
  data,
  '--protocol',
  'time',
  '--size',
  'tiny',
  '--steps',
  '320',
  '--share',
  '0.2',
];

describe('cold-start', () => {
  let report: ColdStartReport;
  beforeAll(async () => {
    const shop = syntheticShop({ users: 150, items: 150, days: 60, seed: 3 });
    const { items, events, users, context } = await shop.writeJsonLines(join(root, 'files'));
    const sources = ['--items', items, '--events', events, '--users', users, '--context', context];
    const imported = await runCli(['import', '--data', data, ...sources]);
    expect(imported.status, imported.stderr).toBe(0);
    const { status, stdout, stderr } = await runCli([...measuring, '--json']);
    expect(status, stderr).toBe(0);
    report = JSON.parse(stdout);
  }, 600_000);
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  it('trains each variant without the items that it then searches for', async () => {
    expect(report.cold_texts).toBe(Math.round(0.2 * report.texts));
    expect(report.cold_items).toBeGreaterThan(0);
    expect(report.targets).toBeGreaterThanOrEqual(report.sessions);
    const versions = Object.values(report.models);
    expect(Object.keys(report.models)).toEqual(['full', 'no text', 'no tags', 'no text, no tags']);
    expect(new Set(versions).size).toBe(4);
    const store = new ModelStore(join(data, 'models'));
    for (const version of versions) {
      const { itemIds } = await store.load(version);
      expect(itemIds).toHaveLength(report.items - report.cold_items);
    }
  });

  it('compares the searches with and without text and tags, and with categories, by item and by text', () => {
    expect(report.rows).toHaveLength(2 * 2 * (2 + 4 * 4));
    for (const { recall, ci95, chance } of report.rows) {
      expect(chance).toBeGreaterThan(0);
      expect(recall[50]).toBeGreaterThanOrEqual(recall[10]);
      expect(ci95[50][0]).toBeLessThanOrEqual(recall[50]);
      expect(ci95[50][1]).toBeGreaterThanOrEqual(recall[50]);
    }
    const best = (variant: string): number =>
      Math.max(
        ...report.rows
          .filter((row) => row.variant === variant && row.among === 'all' && row.by === 'item')
          .map(({ recall }) => recall[5]),
      );
    // If only an item's existence is known, no search puts it first.
    expect(best('full')).toBeGreaterThan((2 * 5) / report.items);
    expect(best('full')).toBeGreaterThan(best('no text, no tags'));
  });

  it('keeps its report, and finds its models again', async () => {
    const { status, stdout, stderr } = await runCli(measuring);
    expect(status, stderr).toBe(0);
    expect(stderr).not.toMatch(/epoch/);
    expect(stdout).toContain(`${report.cold_items} of ${report.items} items held out`);
    const stored = readdirSync(join(data, 'evaluations')).filter((name) => name.startsWith('cold-start-time-'));
    expect(stored).toHaveLength(1);
    expect(JSON.parse(readFileSync(join(data, 'evaluations', stored[0]!), 'utf8'))).toEqual(report);
  }, 120_000);
});
